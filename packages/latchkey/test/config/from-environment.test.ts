import { writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadConfiguration } from '../../src/config/load-configuration.ts'
import { fromEnvironment } from '../../src/index.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'

afterEach(() => vi.unstubAllEnvs())

describe('fromEnvironment', () => {
  it('returns the text of a variable, as it is', () => {
    vi.stubEnv('SHOP_SECRET', ' 0123456789abcdef')
    expect(fromEnvironment('SHOP_SECRET')).toBe(' 0123456789abcdef')
  })

  it('names a variable that is not set, and one that is empty', () => {
    vi.stubEnv('SHOP_SECRET', '')
    expect(() => fromEnvironment('SHOP_SECRET')).toThrow('the environment variable SHOP_SECRET is empty')
    vi.stubEnv('SHOP_SECRET', undefined)
    expect(() => fromEnvironment('SHOP_SECRET')).toThrow('the environment variable SHOP_SECRET is not set')
  })

  it('is told of with the file and the line of a configuration', async () => {
    const own = `${import.meta.dirname}/../../src/config/from-environment.ts`
    const lines = [
      `import { fromEnvironment } from '${own}'`,
      "const clientSecret = fromEnvironment('SHOP_SECRET')",
      "export default { issuer: 'https://id.example.com', clients: [{ clientId: 'shop', clientSecret }] }",
    ]
    await inTemporaryFolder(async (folder) => {
      writeFileSync(`${folder}/latchkey.config.mjs`, lines.join('\n'))
      await expect(loadConfiguration({ folder, environment: {} })).rejects.toThrow(
        /latchkey\.config\.mjs:\n {2}cannot be loaded: the environment variable SHOP_SECRET is not set \(line 2\)/,
      )
    })
  })
})

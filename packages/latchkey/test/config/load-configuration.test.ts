import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/config-error.ts'
import { type ConfigurationSources, loadConfiguration } from '../../src/config/load-configuration.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-config-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
const load = (sources: Partial<ConfigurationSources> = {}) =>
  loadConfiguration({ folder, environment: {}, ...sources })

async function complaint(sources: Partial<ConfigurationSources> = {}): Promise<string> {
  const error = await load(sources).catch((cause: unknown) => cause)
  if (!(error instanceof ConfigError)) throw new Error('it was taken')
  return error.message
}

const issuer = 'https://id.example.com'
const secret = 'MbZ0y7v1mW0r3lP5b8tq2n4x6a9c1e3g'

describe('the configuration file', () => {
  it('may be TypeScript, as Node reads it', async () => {
    write('latchkey.config.ts', `const port: number = 4100\nexport default { issuer: '${issuer}', port }`)
    expect(await load()).toMatchObject({
      file: join(folder, 'latchkey.config.ts'),
      configuration: { issuer },
      listening: { host: '127.0.0.1', port: 4100, drainSeconds: 0 },
    })
  })

  it('may be JSON, and a mistake in it is told with line and column', async () => {
    write('latchkey.config.json', JSON.stringify({ issuer }))
    expect((await load()).parsed.settings.issuer).toBe(issuer)
    write('latchkey.config.json', '{\n  "issuer": "x",\n}')
    expect(await complaint()).toMatch(
      /latchkey\.config\.json:\n {2}cannot be read as JSON: .*line 3 column 1/,
    )
  })

  it('may not name a member twice: a reader would see one value, and the server take the other', async () => {
    write('latchkey.config.json', `{ "issuer": "${issuer}", "areas": { "admin": false, "admin": true } }`)
    expect(await complaint()).toMatch(/cannot be read as JSON: JSON names the member "admin" twice/)
  })

  it('is told with its line when it cannot be loaded', async () => {
    write('latchkey.config.mjs', `export default {\n  issuer: 'x'\n  port: 1\n}`)
    expect(await complaint()).toMatch(/cannot be loaded: .*\(line 3\)/)
    write('other.mjs', `\nthrow new Error('no database password')`)
    expect(await complaint({ file: 'other.mjs' })).toMatch(
      /cannot be loaded: no database password \(line 2\)/,
    )
  })

  it('must have a default export that is an object', async () => {
    write('a.mjs', 'export const issuer = 1')
    write('b.mjs', 'export default 5')
    expect(await complaint({ file: 'a.mjs' })).toContain('has no default export')
    expect(await complaint({ file: 'b.mjs' })).toContain('must be an object')
  })

  it('must be there, and only once', async () => {
    expect(await complaint()).toContain('run `latchkey init`')
    expect(await complaint({ file: 'missing.ts' })).toContain('there is no such file')
    write('latchkey.config.json', '{}')
    write('latchkey.config.mjs', 'export default {}')
    expect(await complaint()).toContain('are both there')
  })

  it('names itself above its problems', async () => {
    write(
      'latchkey.config.json',
      JSON.stringify({ issuer, prot: 1, tls: { cert: 'a.pem', key: 'b.pem' }, hosts: 1 }),
    )
    const text = await complaint()
    expect(text).toContain(`4 problems in ${join(folder, 'latchkey.config.json')}:`)
    expect(text).toContain('prot: is not a known option; did you mean "port"?')
    expect(text).toContain(`tls.cert: cannot read ${join(folder, 'a.pem')}`)
  })

  it('has paths that start where it lies', async () => {
    write('latchkey.config.json', JSON.stringify({ issuer, storage: 'sqlite:data/id.db' }))
    const { configuration, parsed } = await load()
    expect(configuration.storage).toBe(`sqlite:${join(folder, 'data/id.db')}`)
    expect(parsed.secretFile).toBe(join(folder, 'data/id.db.secret'))
  })
})

describe('the port', () => {
  it.each([
    ['http://localhost:4321/auth', 4321],
    ['https://id.example.com', 4000],
  ])('of %s is %d unless something else is said', async (issuer, port) => {
    write('latchkey.config.json', JSON.stringify({ issuer }))
    expect((await load()).listening.port).toBe(port)
    expect((await load({ environment: { PORT: '5000' } })).listening.port).toBe(5000)
  })
})

describe('the environment', () => {
  it('is stronger than the file, and flags are stronger than the environment', async () => {
    write('latchkey.config.json', JSON.stringify({ issuer, port: 1, host: '127.0.0.1' }))
    const flags = { values: { port: 3 }, origins: new Map([['port', '--port']]) }
    const environment = { PORT: '2', LATCHKEY_HOST: '::1', LATCHKEY_ISSUER: 'https://other.example.com' }
    const loaded = await load({ environment, flags })
    expect(loaded.listening).toMatchObject({ port: 3, host: '::1' })
    expect(loaded.configuration.issuer).toBe('https://other.example.com')
  })

  it('is enough by itself', async () => {
    const loaded = await load({ environment: { LATCHKEY_ISSUER: issuer, LATCHKEY_STORAGE: 'memory:' } })
    expect(loaded.configuration).toEqual({ issuer, storage: 'memory:' })
    expect(loaded).not.toHaveProperty('file')
  })

  it('gives the secret and, behind commas, the previous ones', async () => {
    write('latchkey.config.json', JSON.stringify({ issuer, secretFile: 'a.secret' }))
    const { parsed } = await load({ environment: { LATCHKEY_SECRET: `${secret}, ${secret}2` } })
    expect(parsed.secrets).toEqual([secret, `${secret}2`])
    expect(parsed).not.toHaveProperty('secretFile')
  })

  it('is named where it is wrong', async () => {
    write('latchkey.config.json', JSON.stringify({ issuer }))
    const text = await complaint({
      environment: { PORT: 'http', LATCHKEY_SECRET: `${secret},short`, LATCHKEY_STORAGE: 'x' },
    })
    expect(text).toMatch(/^ {2}PORT: must be a number/m)
    expect(text).toMatch(
      /^ {2}LATCHKEY_SECRET \(2 secrets, as a comma separates them\): must be at least 32/m,
    )
    expect(text).toMatch(/^ {2}LATCHKEY_STORAGE: must start with/m)
  })

  it('counts as absent where it is empty', async () => {
    write('latchkey.config.json', JSON.stringify({ issuer }))
    expect((await load({ environment: { PORT: '', LATCHKEY_SECRET: '' } })).parsed.secrets).toEqual([])
  })
})

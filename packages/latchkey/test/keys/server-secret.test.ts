import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  loadOrCreateSecretFile,
  requireStrongSecret,
  rotateSecretFile,
} from '../../src/keys/server-secret.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-secret-'))
  path = join(folder, 'server.secret')
})
afterEach(() => rm(folder, { recursive: true }))

describe('the secret file', () => {
  it('is made at the first start, for its owner alone, and read at the second', async () => {
    const first = await loadOrCreateSecretFile(path)
    expect(first).toMatchObject({ created: true, previousSecrets: [] })
    expect(Buffer.from(first.secret, 'base64url')).toHaveLength(32)
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await loadOrCreateSecretFile(path)).toEqual({ ...first, created: false })
  })

  it('is one file with one secret when many processes start at once', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => loadOrCreateSecretFile(path)))
    expect(new Set(all.map(({ secret }) => secret)).size).toBe(1)
    expect(all.filter(({ created }) => created)).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['server.secret'])
  })

  it.each(['', '\n\n', '# only a comment\n'])(
    'is never silently replaced when it is empty: %j',
    async (text) => {
      await writeFile(path, text)
      await expect(loadOrCreateSecretFile(path)).rejects.toThrow(/is empty.*backup/)
      expect(await readFile(path, 'utf8')).toBe(text)
    },
  )

  it('is refused with a secret that is too short or can be guessed, also a previous one', async () => {
    await writeFile(path, 'short\n')
    await expect(loadOrCreateSecretFile(path)).rejects.toThrow(/too short.*openssl rand/)
    await writeFile(path, `${randomBytes(32).toString('hex')}\nchangeme-changeme-changeme-changeme\n`)
    await expect(loadOrCreateSecretFile(path)).rejects.toThrow(/can be guessed/)
  })

  it('may be written by hand, with comments and any line ends', async () => {
    const [current, previous] = [randomBytes(32).toString('base64'), randomBytes(32).toString('hex')]
    await writeFile(path, `# ours\r\n\r\n  ${current}  \r\n# since May\r\n${previous}\r\n`)
    expect(await loadOrCreateSecretFile(path)).toEqual({
      secret: current,
      previousSecrets: [previous],
      created: false,
    })
  })

  it('cannot be made in a folder that is not there', async () => {
    await expect(loadOrCreateSecretFile(join(folder, 'no', 'file'))).rejects.toThrow(/ENOENT/)
  })
})

describe('a rotation of the secret file', () => {
  it('puts a new secret first and keeps two previous ones', async () => {
    const first = (await loadOrCreateSecretFile(path)).secret
    const second = (await rotateSecretFile(path)).secret
    const third = (await rotateSecretFile(path)).secret
    expect(await loadOrCreateSecretFile(path)).toMatchObject({
      secret: third,
      previousSecrets: [second, first],
    })
    const fourth = await rotateSecretFile(path)
    expect(fourth.previousSecrets).toEqual([third, second])
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['server.secret'])
  })

  it('needs a file', async () => {
    await expect(rotateSecretFile(path)).rejects.toThrow(/no secret file/)
  })

  it('does not run over another one', async () => {
    const { secret } = await loadOrCreateSecretFile(path)
    await writeFile(`${path}.next`, '')
    await expect(rotateSecretFile(path)).rejects.toThrow(/under way/)
    expect((await loadOrCreateSecretFile(path)).secret).toBe(secret)
  })
})

describe('a strong server secret', () => {
  it('is any 256 random bits, however they are written', () => {
    for (let round = 0; round < 200; round++)
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect(() => requireStrongSecret(randomBytes(32).toString(encoding))).not.toThrow()
  })

  it.each([
    '',
    'x'.repeat(31),
    'a'.repeat(64),
    'abababababababababababababababab',
    'change-me-please-change-me-please-1',
    'your-secret-goes-here-32-characters',
    'my_super_secret_key_for_development',
    '0123456789abcdef0123456789abcdef',
    'correct-password-battery-staple-123',
  ])('is not %j', (secret) => {
    expect(() => requireStrongSecret(secret)).toThrow(/openssl rand -base64 32/)
  })
})

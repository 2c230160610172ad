import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findFreePort } from '../../src/cli/serve/free-port.ts'
import { configuration, openShell, type Shell } from './shell.ts'

let shell: Shell

beforeEach(() => {
  shell = openShell()
})

afterEach(() => shell.remove())

interface Key {
  readonly kid: string
  readonly algorithm: string
  readonly state: string
}

const keysOf = async (): Promise<readonly Key[]> => (await shell.latchkey('keys list --json')).document.keys

describe('latchkey keys', () => {
  it('list shows a current key for each algorithm and no private part', async () => {
    const { document, out } = await shell.latchkey('keys list --json')
    expect(document.keys.map((key: Key) => `${key.algorithm} ${key.state}`).sort()).toEqual([
      'ES256 current',
      'RS256 current',
    ])
    expect(out).not.toContain('ealedPrivateJwk')
  })

  it('rotate publishes the next key before it signs, and --now lets it sign at once', async () => {
    const [before] = (await keysOf()).filter((key) => key.algorithm === 'ES256')
    await shell.latchkey('keys rotate --algorithm ES256')
    const states = async () =>
      (await keysOf())
        .filter((key) => key.algorithm === 'ES256')
        .map((key) => [key.kid === before?.kid, key.state])
    expect(await states()).toEqual([
      [true, 'current'],
      [false, 'next'],
    ])
    expect((await shell.latchkey('keys rotate --now --algorithm ES256')).code).toBe(0)
    expect(await states()).toContainEqual([true, 'previous'])
    expect((await shell.latchkey('keys rotate --algorithm HS256')).code).toBe(2)
  })
})

describe('latchkey migrate', () => {
  it('says what it would do, does it, and then has nothing to do', async () => {
    const { pending } = (await shell.latchkey('migrate --dry-run --json')).document
    expect(pending.length).toBeGreaterThan(0)
    expect((await shell.latchkey('migrate --json')).document.applied).toEqual(pending)
    expect((await shell.latchkey('migrate')).out).toBe('The database is up to date.\n')
  })
})

describe('latchkey migrate --dry-run', () => {
  it('shows the SQL of each step, which is what migrate then makes of the database, and changes nothing', async () => {
    const { out } = await shell.latchkey('migrate --dry-run')
    const { pending } = (await shell.latchkey('migrate --dry-run --json')).document
    const indented = /^\s*/gm
    for (const { version, title, sql } of pending) {
      expect(out).toContain(`-- ${version}: ${title}\n`)
      expect(out.replaceAll(indented, '')).toContain(sql.trim().replaceAll(indented, ''))
    }
    const reviewed = new DatabaseSync(':memory:')
    reviewed.exec(out)
    const migrated = new DatabaseSync(join(shell.folder, 'latchkey.db'))
    expect(schemaOf(migrated)).toEqual([])
    await shell.latchkey('migrate')
    expect(schemaOf(migrated)).toEqual(schemaOf(reviewed))
    expect((await shell.latchkey('migrate --dry-run')).out).toBe('-- The database is up to date.\n')
    migrated.close()
  })

  const schemaOf = (database: DatabaseSync) =>
    database
      .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name <> 'latchkey_migrations' ORDER BY name")
      .all()
      .map((row) => ({ ...row, sql: String(row.sql).replaceAll(/\s+/g, ' ') }))
})

describe('latchkey server-secret rotate', () => {
  it('puts a new secret first, and the keys still open', async () => {
    const [key] = await keysOf()
    const file = join(shell.folder, 'latchkey.db.secret')
    const before = readFileSync(file, 'utf8')
    const rotated = await shell.latchkey('server-secret rotate --json')
    expect(rotated.document).toEqual({ secretFile: file, previousSecrets: 1 })
    expect(rotated.out).not.toContain(before.trim().split('\n').at(-1))
    expect(readFileSync(file, 'utf8')).not.toBe(before)
    expect((await keysOf()).map(({ kid }) => kid)).toContain(key?.kid)
  })

  it('says where the secret is, when it is not in a file', async () => {
    const LATCHKEY_SECRET = 'MbZ0y7v1mW0r3lP5b8tq2n4x6a9c1e3g'
    const { code, note } = await shell.latchkey('server-secret rotate', { environment: { LATCHKEY_SECRET } })
    expect(code).toBe(3)
    expect(note).toContain('LATCHKEY_SECRET')
  })
})

describe('latchkey doctor', () => {
  const stateOf = (checks: { name: string; state: string }[], name: string) =>
    checks.filter((check) => check.name === name).map((check) => check.state)

  it('changes nothing before the first start', async () => {
    const { code, document } = await shell.latchkey('doctor --json')
    expect(code).toBe(0)
    expect(document.ok).toBe(true)
    expect(statSync(join(shell.folder, 'latchkey.db'), { throwIfNoEntry: false })).toBeUndefined()
  })

  it('finds a working installation sound, and marks what is only doubtful', async () => {
    await keysOf()
    const { document, code } = await shell.latchkey('doctor --json')
    expect(code).toBe(0)
    for (const name of ['node', 'configuration', 'secret', 'storage', 'keys']) {
      expect(stateOf(document.checks, name), name).toEqual(['ok'])
    }
    expect(stateOf(document.checks, 'cookies')).toEqual(['warning'])
    expect((await shell.latchkey('doctor')).out).toMatch(/^✓ node/)
  })

  it('names every client that is public, since a forgotten secret makes one', async () => {
    const found = async () => {
      const { document } = await shell.latchkey('doctor --json')
      return document.checks.find(({ name }: { name: string }) => name === 'clients')
    }
    const state = { name: 'clients', state: 'ok' }
    expect(await found()).toEqual({ ...state, finding: 'Public clients, which need no secret: configured' })
    const web = { clientId: 'web', clientSecret: '0123456789abcdef', redirectUris: ['https://a.example/cb'] }
    shell.write('latchkey.config.json', JSON.stringify({ ...configuration, clients: [web] }))
    expect(await found()).toEqual({ ...state, finding: 'No client of the configuration is public.' })
  })

  it('tells which areas latchkey start opens, by default and by the configuration', async () => {
    const opened = async () => {
      const { document } = await shell.latchkey('doctor --json')
      return document.checks.find(({ name }: { name: string }) => name === 'areas')
    }
    expect(await opened()).toEqual({
      name: 'areas',
      state: 'ok',
      finding:
        'latchkey start opens /account; reserved, without pages yet: /admin, /api; closed: /developers',
    })
    const changed = {
      ...configuration,
      issuer: 'http://localhost:4000/id',
      areas: { developers: true, account: false },
    }
    shell.write('latchkey.config.json', JSON.stringify(changed))
    expect((await opened()).finding).toBe(
      'latchkey start opens none; reserved, without pages yet: /id/developers, /id/admin, /id/api; closed: /id/account',
    )
    shell.write('latchkey.config.json', JSON.stringify({ ...changed, areas: { developers: true } }))
    expect((await opened()).finding).toMatch(/; closed: none$/)
  })

  it('finds a secret that others can read', async () => {
    await keysOf()
    chmodSync(join(shell.folder, 'latchkey.db.secret'), 0o644)
    const { code, document } = await shell.latchkey('doctor --json')
    expect(code).toBe(1)
    expect(document.checks).toContainEqual(
      expect.objectContaining({ name: 'secret', state: 'failed', fix: expect.stringContaining('chmod 600') }),
    )
  })

  it.each([
    ['the database', 'latchkey.db', 'storage'],
    ['what was written last', 'latchkey.db-wal', 'storage'],
    ['an environment file with a secret in it', '.env', 'configuration'],
    ['a configuration with a secret in it', 'latchkey.config.json', 'configuration'],
  ])('finds %s that others can read', async (_, name, check) => {
    const clients = [{ ...configuration.clients?.[0], clientSecret: 'a-secret-of-the-one-client-here' }]
    shell.write('latchkey.config.json', JSON.stringify({ ...configuration, clients }))
    shell.write('.env', 'GREETING=hello\nexport MY_API_SECRET=hush\n')
    await keysOf()
    for (const each of ['latchkey.db', 'latchkey.db-wal', '.env', 'latchkey.config.json']) {
      writeFileSync(join(shell.folder, each), '', { flag: 'a' })
      chmodSync(join(shell.folder, each), each === name ? 0o640 : 0o600)
    }
    const { code, document } = await shell.latchkey('doctor --json')
    const fixes = document.checks.filter(({ fix }: { fix?: string }) => fix?.startsWith('chmod'))
    expect([code, fixes]).toEqual([
      0,
      [expect.objectContaining({ name: check, fix: `chmod 600 ${join(shell.folder, name)}` })],
    ])
  })

  it('finds that another issuer has made the keys of this database', async () => {
    await keysOf()
    // Where nothing listens, which doctor would look at.
    const issuer = `http://localhost:${await findFreePort()}`
    shell.write('latchkey.config.json', JSON.stringify({ ...configuration, issuer }))
    const finding = expect.stringContaining('made for the issuer http://localhost:4000')
    const { code, document } = await shell.latchkey('doctor --json')
    expect(code).toBe(0)
    expect(document.checks).toContainEqual({ name: 'storage', state: 'warning', finding })
    await shell.latchkey('keys rotate')
    expect(stateOf((await shell.latchkey('doctor --json')).document.checks, 'storage')).toEqual(['ok'])
  })

  it('finds that the secret is not the one that sealed the keys', async () => {
    await keysOf()
    const LATCHKEY_SECRET = 'MbZ0y7v1mW0r3lP5b8tq2n4x6a9c1e3g'
    const { code, document } = await shell.latchkey('doctor --json', { environment: { LATCHKEY_SECRET } })
    expect(code).toBe(1)
    expect(stateOf(document.checks, 'keys')).toEqual(['failed'])
  })

  it('shows the problems of a configuration', async () => {
    shell.write('latchkey.config.json', JSON.stringify({ ...configuration, issuer: 'nowhere' }))
    const { code, out } = await shell.latchkey('doctor')
    expect(code).toBe(1)
    expect(out).toContain('✗ configuration')
    expect(out).toContain('issuer: must be an absolute URL')
  })
})

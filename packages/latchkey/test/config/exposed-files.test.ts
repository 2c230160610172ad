import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findExposedFiles, findExposedSources } from '../../src/config/exposed-files.ts'
import { createAuthorizationServer } from '../../src/create-authorization-server.ts'
import { silentLogger } from '../../src/log/create-logger.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A file of this name, content and mode; returns its path. */
function write(name: string, text = '', mode = 0o644): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}

const names = (exposed: readonly { readonly file: string }[]) => exposed.map(({ file }) => file)

describe('the files of a server', () => {
  test('are its secret and its database, with all that SQLite keeps beside it', () => {
    const secretFile = write('db.secret', '', 0o604)
    const files = ['db', 'db-wal', 'db-shm'].map((name) => write(name, '', 0o640))
    expect(names(findExposedFiles({ secretFile, storage: `sqlite:${files[0]}` }))).toEqual([
      secretFile,
      ...files,
    ])
    for (const file of [secretFile, ...files]) chmodSync(file, 0o600)
    expect(findExposedFiles({ secretFile, storage: `sqlite:${files[0]}` })).toEqual([])
  })

  test('need not be there', () => {
    expect(findExposedFiles({ secretFile: join(folder, 'none'), storage: 'memory:' })).toEqual([])
    expect(findExposedFiles({ storage: 'postgres://db/x' })).toEqual([])
  })

  test('are told at the start when others can read them, and are made for their owner only', async () => {
    const lines: string[] = []
    const logger = { ...silentLogger, warn: (_: object, message = '') => void lines.push(message) }
    const storage = `sqlite:${join(folder, 'latchkey.db')}`
    const start = async () =>
      (await createAuthorizationServer({ issuer: 'http://localhost:4000', storage, logger })).close()
    await start()
    expect(lines).toEqual([])
    chmodSync(join(folder, 'latchkey.db.secret'), 0o644)
    await start()
    expect(lines).toEqual([
      expect.stringMatching(/latchkey\.db\.secret can be read by other users.*chmod 600/),
    ])
  })
})

describe('the files that a command reads', () => {
  test.each([
    ['{ "secret": "x" }', true],
    ["clients: [{ clientId: 'a', clientSecret: 'x' }]", true],
    ["clientSecret: ['x', 'y']", true],
    ["users: [{ username: 'a', password: `x` }]", true],
    ['clientSecret: process.env.APP_SECRET', false],
    ["secretFile: 'latchkey.secret'", false],
  ])('are a configuration with a secret in it: %s', (configuration, exposed) => {
    const file = write('latchkey.config.ts', configuration)
    expect(names(findExposedSources({ configuration: file }))).toEqual(exposed ? [file] : [])
  })

  test.each([
    ['LATCHKEY_SECRET=x', true],
    ['# a comment\nexport APP_CLIENT_SECRET="x"', true],
    ['LATCHKEY_STORAGE=postgres://a:b@db/x', true],
    ['LATCHKEY_SECRET=\nPORT=4000', false],
    ['# LATCHKEY_SECRET=x', false],
  ])('are an environment file with one: %j', (environment, exposed) => {
    const file = write('.env', environment)
    expect(names(findExposedSources({ environment: file }))).toEqual(exposed ? [file] : [])
  })

  test('are the key of tls', () => {
    const tlsKey = write('key.pem')
    expect(names(findExposedSources({ tlsKey }))).toEqual([tlsKey])
    chmodSync(tlsKey, 0o600)
    expect(findExposedSources({ tlsKey })).toEqual([])
  })
})

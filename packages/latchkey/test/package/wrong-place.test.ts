import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PackedPackage, packPackage } from './packed-package.ts'

/* What people read who run the package where it cannot run: one sentence that says what to do. */

const repositoryFolder = resolve(import.meta.dirname, '../../../..')
const modules = join(repositoryFolder, 'node_modules')

let packed: PackedPackage
beforeAll(() => {
  packed = packPackage(join(repositoryFolder, 'packages', 'latchkey'), modules)
})
afterAll(() => packed.remove())

/** What a Node program of the stranger writes, and how it ends. */
function run(...parameters: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
    cwd: packed.project,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

/** Creates a server as an embedder does, and prints the error's code. */
const embedder = `
  const { createAuthorizationServer } = await import('latchkey')
  const configuration = { issuer: 'http://localhost:3000', storage: 'memory:', logger: false }
  await createAuthorizationServer(configuration).catch(({ code, message }) => console.log(code + ' ' + message))`

describe('without the native code of @node-rs/argon2', () => {
  beforeAll(() => rmSync(join(packed.project, 'node_modules', '@node-rs'), { recursive: true }))
  const sentence = /Passwords cannot be hashed: .*npm ci --include=optional/

  test('the command says so in one line', () => {
    writeFileSync(
      join(packed.project, 'latchkey.config.mjs'),
      "export default { issuer: 'http://localhost:3000', storage: 'sqlite:l.db' }\n",
    )
    const { status, stderr } = run(join(packed.folder, 'bin', 'latchkey.js'), 'user', 'list')
    expect(status).toBe(1)
    expect(stderr).toMatch(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('an embedder gets an error with a code, and can load the package', () => {
    const { stdout } = run('--input-type=module', '--eval', embedder)
    expect(stdout).toMatch(/^ARGON2_MISSING /)
    expect(stdout).toMatch(sentence)
  })

  test('accounts of an embedder need none', () => {
    const own = embedder.replace(
      'logger: false',
      "logger: false, accounts: { find: async () => undefined, signIn: async () => ({ outcome: 'wrong_credentials' }) }",
    )
    const { stdout, status } = run('--input-type=module', '--eval', `${own}\nprocess.exit(0)`)
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
  })
})

describe('with a Node that is too old', () => {
  const asOld =
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })"
  const sentence = 'latchkey needs Node 22.18 or newer; this is Node 20.19.0. See https://nodejs.org'

  test('the command says so in one line', () => {
    const preload = join(packed.project, 'as-old.cjs')
    writeFileSync(preload, asOld)
    const { status, stderr } = run(
      '--require',
      preload,
      join(packed.folder, 'bin', 'latchkey.js'),
      '--version',
    )
    expect({ status, stderr: stderr.trim() }).toEqual({ status: 1, stderr: sentence })
  })

  test('an embedder gets an error with a code', () => {
    const { stdout } = run('--input-type=module', '--eval', `${asOld}\n${embedder}`)
    expect(stdout.trim()).toBe(`NODE_TOO_OLD ${sentence}`)
  })

  test('the packages load, so that they can say it: nothing that it lacks is imported before', () => {
    const built = ['latchkey', 'connect'].flatMap((name) =>
      globSync('dist/**/*.js', { cwd: join(repositoryFolder, 'packages', name) }).map((file) =>
        readFileSync(join(repositoryFolder, 'packages', name, file), 'utf8'),
      ),
    )
    expect(built.length).toBeGreaterThan(300)
    expect(built.filter((text) => /from ['"]node:(?:sqlite|sea|test)['"]/.test(text))).toEqual([])
    expect(built.filter((text) => /import \{[^}]*\bcrc32\b[^}]*\} from 'node:zlib'/.test(text))).toEqual([])
  })
})

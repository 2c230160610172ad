import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PackedPackage, packPackage } from './packed-package.ts'

/*
 * The packed packages, bundled into one file as the guide says, and run in a folder that has nothing else:
 * what a function in the cloud or a container of one file is.
 */

const repositoryFolder = resolve(import.meta.dirname, '../../../..')
const modules = join(repositoryFolder, 'node_modules')

/** A server that asks itself for its pages and what they load, signs somebody in, and says what it got. */
const program = (accounts: string) => `
import { createServer } from 'node:http'
import { createAuthorizationServer } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'

const accounts = ${accounts}
const ada = { username: 'ada', password: 'correct horse battery staple' }

async function main() {
  const listener = createServer()
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const issuer = 'http://localhost:' + listener.address().port
  const users = accounts === undefined ? { users: [{ id: 'ada-id', ...ada }] } : { accounts }
  const server = await createAuthorizationServer({ issuer, storage: 'sqlite:bundled.db', logger: false, ...users })
  const handler = toNodeHandler(server)
  listener.on('request', (req, res) => handler(req, res))
  const page = await fetch(issuer + '/sign-in', { headers: { 'accept-language': 'de' } })
  const html = await page.text()
  const loaded = [...html.matchAll(/(?:href|src)="(\\/assets\\/[^"]+)"/g)].map(([, path]) => path)
  const files = await Promise.all(loaded.map(async (path) => (await fetch(issuer + path)).text()))
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value])
  const signedIn = await fetch(issuer + '/sign-in', {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: issuer, cookie: page.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ') },
    body: new URLSearchParams([...fields, ['username', ada.username], ['password', ada.password]]),
  })
  const metadata = await (await fetch(issuer + '/.well-known/openid-configuration')).json()
  await server.close()
  console.log(JSON.stringify({
    german: html.includes('lang="de"'),
    sizes: files.map((text) => text.length),
    signedIn: signedIn.status,
    issuer: metadata.issuer === issuer,
  }))
  process.exit()
}

main().catch((error) => {
  console.log(JSON.stringify({ code: error.code, message: error.message }))
  process.exit(1)
})
`
const ownAccounts = `{
  find: async (id) => ({ id, username: ada.username, disabled: false, claims: {} }),
  signIn: async ({ username, password }) =>
    username === ada.username && password === ada.password
      ? { outcome: 'authenticated', account: { id: 'ada-id', username, disabled: false, claims: {} }, amr: ['pwd'] }
      : { outcome: 'wrong_credentials' },
}`

/** What the guide names, for each bundler and form of modules. */
const external = ['@node-rs/argon2', 'pg']
const requireForBundled =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

type Bundle = (entry: string, file: string) => Promise<unknown>

const bundlers: readonly (readonly [name: string, fileName: string, bundle: Bundle])[] = [
  [
    'esbuild, as an ES module',
    'server.mjs',
    (entry, outfile) =>
      build({
        entryPoints: [entry],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        external,
        banner: { js: requireForBundled },
        logLevel: 'error',
      }),
  ],
  [
    'esbuild, as CommonJS, minified',
    'server.cjs',
    (entry, outfile) =>
      build({
        entryPoints: [entry],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        external,
        minify: true,
        logLevel: 'error',
      }),
  ],
  [
    'rolldown',
    'server.mjs',
    async (input, file) => {
      const made = await rolldown({ input, external, platform: 'node' })
      await made.write({ file, format: 'esm', codeSplitting: false })
    },
  ],
]

let packed: readonly PackedPackage[]
let project: string
const folders: string[] = []

beforeAll(() => {
  packed = ['connect', 'latchkey'].map((name) =>
    packPackage(join(repositoryFolder, 'packages', name), modules),
  )
  project = packed[1]?.project ?? ''
})
afterAll(() => {
  for (const { remove } of packed) remove()
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bundle-'))
  folders.push(folder)
  return folder
}

async function bundleInto(folder: string, [, fileName, bundle]: (typeof bundlers)[number], accounts: string) {
  const entry = join(project, 'entry.mjs')
  writeFileSync(entry, program(accounts))
  await bundle(entry, join(folder, fileName))
  return () => {
    const { stdout, stderr } = spawnSync(process.execPath, [fileName], { cwd: folder, encoding: 'utf8' })
    return stdout === '' ? stderr : JSON.parse(stdout)
  }
}

const works = {
  german: true,
  sizes: [expect.any(Number), expect.any(Number), expect.any(Number)],
  signedIn: 303,
  issuer: true,
}

describe.each(bundlers)('one file made by %s', (...bundler) => {
  test('serves pages, what they load, and sign-in with accounts of your own, in an empty folder', async () => {
    const folder = emptyFolder()
    const run = await bundleInto(folder, bundler, ownAccounts)
    expect(readdirSync(folder)).toEqual([bundler[1]])
    const result = run()
    expect(result).toEqual(works)
    expect(Math.min(...result.sizes)).toBeGreaterThan(100)
  })

  test('with the built-in accounts it says that the native code is missing, or finds it', async () => {
    const folder = emptyFolder()
    const run = await bundleInto(folder, bundler, 'undefined')
    expect(run()).toEqual({
      code: 'ARGON2_MISSING',
      message: expect.stringMatching(
        /^Passwords cannot be hashed: .* no native code for \w+-\w+ .*leave @node-rs\/argon2 out of a bundle/,
      ),
    })
    const link = join(folder, 'node_modules', '@node-rs', 'argon2')
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(modules, '@node-rs', 'argon2'), link, 'junction')
    expect(run()).toEqual(works)
  })
})

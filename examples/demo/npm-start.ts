/**
 * What `npm start` promises: one run makes an account, the next one keeps it and says how to replace a lost
 * password, and what is in the way is named in one line.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ScriptedBrowser } from './scripted-browser.ts'

const script = join(import.meta.dirname, '..', '..', 'scripts', 'start.ts')

interface Run {
  readonly output: string
  readonly exitCode: number | null
}

export async function checkNpmStart(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-demo-'))
  try {
    const [port, demoPort] = [await freePort(), await freePort()]
    const ports = { LATCHKEY_PORT: `${port}`, DEMO_PORT: `${demoPort}` }
    const [, password = ''] = passwordIn(await start(folder, ports))
    const second = await start(folder, ports, () => signIn(`http://localhost:${demoPort}`, password))
    assert.equal(second.exitCode, 0, second.output)
    assert.match(second.output, /\(kept\)/)
    assert.match(second.output, /ada@example\.com\n.*lost: npm start -- --new-password/)
    assert.doesNotMatch(second.output, /(\w{4}-){3}\w{4}/, 'the password is printed once')
    assert.ok(second.output.trim().split('\n').length <= 25)
    const [, fresh = ''] = passwordIn(await start(folder, ports, undefined, ['--new-password']))
    await start(folder, ports, () => signIn(`http://localhost:${demoPort}`, fresh))
    await namesABusyPort(folder, ports, port)
    await namesAFolderItCannotUse(ports)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const passwordIn = ({ output }: Run) => /Password +(\S{19}) /.exec(output) ?? []

async function signIn(url: string, password: string): Promise<void> {
  const browser = new ScriptedBrowser()
  let page = await browser.follow(await browser.open(url), 'sign-in-link')
  page = await browser.press(page, 'sign-in', { username: 'ada@example.com', password })
  if (page.html.includes('id="consent-allow"')) page = await browser.press(page, 'consent-allow')
  assert.match(page.html, /Hello, Ada Lovelace/)
}

async function namesABusyPort(folder: string, ports: NodeJS.Dict<string>, port: number): Promise<void> {
  const other = createServer().listen(port, '127.0.0.1')
  await once(other, 'listening')
  const run = await start(folder, ports)
  other.close()
  assert.equal(run.exitCode, 1)
  assert.match(run.output, new RegExp(`^Port ${port} is in use by another process\\..*LATCHKEY_PORT=.*\n$`))
}

async function namesAFolderItCannotUse(ports: NodeJS.Dict<string>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-demo-'))
  writeFileSync(join(folder, '.latchkey'), 'in the way')
  const run = await start(folder, ports)
  rmSync(folder, { recursive: true })
  assert.equal(run.exitCode, 1)
  assert.match(run.output, /^Cannot keep data in .*\n$/)
}

/** Starts it, does something once it is ready, and stops it as Ctrl-C would. */
async function start(
  cwd: string,
  ports: NodeJS.Dict<string>,
  meanwhile = async () => {},
  flags: readonly string[] = [],
): Promise<Run> {
  const child = spawn(process.execPath, [script, ...flags], { cwd, env: { ...process.env, ...ports } })
  const ended = once(child, 'close')
  let output = ''
  const ready = new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      output += chunk
      if (output.includes('Cookies are not Secure')) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
  })
  await Promise.race([ready, ended])
  try {
    if (child.exitCode === null) await meanwhile()
  } finally {
    child.kill('SIGINT')
  }
  await ended
  return { output, exitCode: child.exitCode }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

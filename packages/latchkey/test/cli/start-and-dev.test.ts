import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { patiently } from '../fixtures/patiently.ts'
import { type Running, spawnLatchkey } from '../fixtures/spawn-latchkey.ts'

/** These run the built command: `npm run build` comes first. */
let folder: string
let started: Running[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-bin-'))
  started = []
})

afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ ended }) => ended))
  rmSync(folder, { recursive: true, force: true })
})

function latchkey(...words: string[]): Running {
  const running = spawnLatchkey(folder, words)
  started.push(running)
  return running
}

const configure = (written: object) =>
  writeFileSync(join(folder, 'latchkey.config.json'), JSON.stringify(written))

/** Opens a request whose body has not come yet. */
async function openRequest(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.setEncoding('utf8')
  const head = [
    'POST /token HTTP/1.1',
    'Host: x',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Length: 9',
  ]
  socket.write(`${head.join('\r\n')}\r\nExpect: 100-continue\r\n\r\n`)
  await new Promise((resolve) => socket.once('data', resolve))
  return socket
}

describe('latchkey start', () => {
  beforeEach(() => configure({ issuer: 'http://localhost:4000', port: 0 }))

  it('writes the last line of its log before it ends', async () => {
    const running = latchkey('start', '--json')
    const { url } = await running.ready()
    await fetch(`${url}/sign-in`)
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    expect(running.said.note).toMatch(/^\{.*"path":"\/sign-in","status":200.*\}$/m)
  })

  it('logs that others can read a configuration with a secret in it', async () => {
    const client = {
      clientId: 'app',
      clientSecret: 'a-secret-of-the-app-in-this-test',
      redirectUris: ['https://a.example/cb'],
    }
    configure({ issuer: 'http://localhost:4000', port: 0, clients: [client] })
    chmodSync(join(folder, 'latchkey.config.json'), 0o644)
    const running = latchkey('start', '--json')
    await running.ready()
    expect(running.said.note).toMatch(/latchkey\.config\.json can be read by other users.*chmod 600/)
  })

  it('says when it is ready, serves, and stops in order on SIGTERM', async () => {
    const running = latchkey('start', '--json')
    const { url, issuer, pid } = await running.ready()
    expect({ issuer, pid }).toEqual({ issuer: 'http://localhost:4000', pid: running.child.pid })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    expect(running.said.out.trim().split('\n')).toHaveLength(1)
  })

  it('names every client that is public, to people and to programs', async () => {
    const client = (clientId: string, more = {}) => ({
      clientId,
      redirectUris: ['https://app.example.com/cb'],
      ...more,
    })
    const clients = [client('phone'), client('web', { clientSecret: '0123456789abcdef' }), client('desk')]
    configure({ issuer: 'http://localhost:4000', port: 0, clients })
    expect(await latchkey('start', '--json').ready()).toMatchObject({ publicClients: ['phone', 'desk'] })
    const running = latchkey('start')
    const line = '\nPublic clients, which need no secret: phone, desk\n'
    await expect.poll(() => running.said.note, patiently).toContain(line)
  })

  it('answers what is under way before it ends, and takes nothing new', async () => {
    const running = latchkey('start', '--json')
    const { url } = await running.ready()
    const socket = await openRequest(url)
    running.child.kill('SIGTERM')
    while (!running.said.note.includes('Stopping'))
      await new Promise((resolve) => running.child.stderr?.once('data', resolve))
    const ask = () => {
      return fetch(`${url}/healthz`).then(
        () => 'served',
        () => 'refused',
      )
    }
    await expect.poll(ask, patiently).toBe('refused')
    const answered = new Promise<string>((resolve) => socket.once('data', resolve))
    socket.write('a=1&b=2&c')
    expect(await answered).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(await running.ended).toBe(0)
    socket.destroy()
  })

  it('closes and opens the areas that the configuration names', async () => {
    const statuses = async () => {
      const running = latchkey('start', '--json')
      const { url } = await running.ready()
      const get = async (path: string) => (await fetch(url + path, { redirect: 'manual' })).status
      const answers = [await get('/account'), await get('/admin')]
      running.child.kill('SIGTERM')
      await running.ended
      return answers
    }
    expect(await statuses()).toEqual([303, 404])
    configure({ issuer: 'http://localhost:4000', port: 0, areas: { account: false } })
    expect(await statuses()).toEqual([404, 404])
    configure({ issuer: 'http://localhost:4000', port: 0, areas: { acount: false } })
    const refused = latchkey('start')
    expect(await refused.ended).toBe(3)
    expect(refused.said.note).toContain('areas.acount: is not a known option; did you mean "account"?')
  })

  it('says 503 at /readyz while it drains (drainSeconds)', async () => {
    configure({ issuer: 'http://localhost:4000', port: 0, drainSeconds: 2 })
    const running = latchkey('start', '--json')
    const { url } = await running.ready()
    running.child.kill('SIGTERM')
    await expect.poll(() => fetch(`${url}/readyz`).then(({ status }) => status), patiently).toBe(503)
    expect(await running.ended).toBe(0)
  })

  it('ends at once on a second signal', async () => {
    const running = latchkey('start', '--json')
    const socket = await openRequest((await running.ready()).url)
    running.child.kill('SIGINT')
    while (!running.said.note.includes('Stopping'))
      await new Promise((resolve) => running.child.stderr?.once('data', resolve))
    running.child.kill('SIGINT')
    expect(await running.ended).toBe(130)
    socket.destroy()
  })

  it('says that nobody gets to an issuer on another port of this machine', async () => {
    configure({ issuer: 'http://localhost:4000', port: 0, storage: 'memory:' })
    const running = latchkey('start')
    const line =
      'Browsers and apps go to http://localhost:4000: what listens there must pass requests on to http://127.0.0.1:'
    await expect.poll(() => running.said.note, patiently).toContain(line)
  })

  it.each([
    ['the port is taken', 'http://localhost:4000', (next: number) => `--port ${next}`],
    [
      'port and issuer must both move',
      undefined,
      (next: number) => `in both: --port ${next} --issuer http://localhost:${next}`,
    ],
  ])('says in one line, before it makes anything, that %s', async (_, issuer, others) => {
    const { port, close } = await takePort()
    configure({ issuer: issuer ?? `http://localhost:${port}`, port })
    const running = latchkey('start', '--json')
    expect(await running.ended).toBe(1)
    const start = `Port ${port} is in use by another process. Stop it, or use another`
    expect(running.said.note.trim()).toMatch(new RegExp(`^.*${start}.*${others(port + 2)}$`))
    expect(running.said.note).not.toContain('key.created')
    close()
  })

  it('says in one line that the database cannot be made', async () => {
    configure({ issuer: 'http://localhost:4000', port: 0, storage: 'sqlite:nowhere/latchkey.db' })
    const running = latchkey('start')
    expect(await running.ended).toBe(1)
    expect(running.said.note.trim().split('\n')).toHaveLength(1)
  })

  it('takes a request line as long as the configuration allows', async () => {
    const running = latchkey('start', '--json')
    const { url } = await running.ready()
    const status = await new Promise((resolve) => {
      request(`${url}/authorize?client_id=x&state=${'s'.repeat(17_000)}`, (response) =>
        resolve(response.statusCode),
      ).end()
    })
    expect(status).not.toBe(431)
  })
})

async function takePort(): Promise<{ readonly port: number; readonly close: () => void }> {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  return { port: (other.address() as AddressInfo).port, close: () => other.close() }
}

describe('latchkey dev', () => {
  it('says which port to use instead of one that is taken: its issuer follows', async () => {
    const { port, close } = await takePort()
    const running = latchkey('dev', '--port', String(port))
    expect(await running.ended).toBe(1)
    expect(running.said.note).toContain(`Stop it, or use another: --port ${port + 2}\n`)
    close()
  })

  it('works without a configuration, and shows the password of the first account this once', async () => {
    const first = latchkey('dev', '--port', '0', '--json')
    const { url, issuer, account } = await first.ready()
    expect(new URL(issuer).port).toBe(new URL(url).port)
    expect(account).toEqual({ username: 'me@localhost', password: expect.stringMatching(/^[a-z2-9-]{19}$/) })
    expect((await fetch(`${url}/.well-known/openid-configuration`)).status).toBe(200)
    first.child.kill('SIGINT')
    expect(await first.ended).toBe(0)
    const second = latchkey('dev', '--port', '0', '--json')
    expect((await second.ready()).account).toEqual({ username: 'me@localhost' })
    expect(statSync(join(folder, '.latchkey')).mode & 0o077).toBe(0)
    expect(readFileSync(join(folder, '.latchkey/.gitignore'), 'utf8')).toBe('*\n')
  })

  it('names the account at the second start, and gives it a new password when its own is lost', async () => {
    const first = latchkey('dev', '--port', '0', '--json')
    const { account } = await first.ready()
    first.child.kill('SIGINT')
    await first.ended
    const second = latchkey('dev', '--port', '0')
    while (!second.said.out.includes('! cookies'))
      await new Promise((resolve) => second.child.stdout?.once('data', resolve))
    expect(second.said.out).toMatch(/Account {4}me@localhost .*npx latchkey dev --new-password\n/)
    second.child.kill('SIGINT')
    await second.ended
    const third = await latchkey('dev', '--port', '0', '--json', '--new-password').ready()
    expect(third.account).toMatchObject({ username: 'me@localhost', password: expect.any(String) })
    expect(third.account).not.toEqual(account)
  })

  it('says what it is in at most 25 lines', async () => {
    const running = latchkey('dev', '--port', '0')
    while (!running.said.out.includes('! cookies'))
      await new Promise((resolve) => running.child.stdout?.once('data', resolve))
    expect(running.said.out.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
    expect(running.said.out).toContain('not for production')
  })

  it('does not listen where others reach it, unless told to on the command line', async () => {
    configure({ issuer: 'http://localhost:4000', host: '0.0.0.0', port: 0 })
    const refused = latchkey('dev')
    expect(await refused.ended).toBe(3)
    expect(refused.said.note).toContain('--host 0.0.0.0')
    const meant = latchkey('dev', '--host', '0.0.0.0', '--json')
    expect((await meant.ready()).url).toContain('0.0.0.0')
  })
})

describe('latchkey init', () => {
  it('writes a configuration with which the server starts, and a secret that only its owner reads', async () => {
    expect(await latchkey('init').ended).toBe(0)
    expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0)
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toContain('.env\n')
    const running = latchkey('start', '--port', '0', '--json')
    const { url } = await running.ready()
    expect(await (await fetch(`${url}/.well-known/openid-configuration`)).json()).toMatchObject({
      issuer: 'http://localhost:4000',
    })
  })

  it('overwrites nothing', async () => {
    writeFileSync(join(folder, '.env'), 'LATCHKEY_SECRET=mine')
    writeFileSync(join(folder, '.gitignore'), 'dist\n.env')
    expect(await latchkey('init').ended).toBe(0)
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe('LATCHKEY_SECRET=mine')
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toMatch(/^dist\n\.env\n\*\.db\n/)
    const again = latchkey('init')
    expect(await again.ended).toBe(5)
    expect(again.said.note).toContain('is there already')
  })

  it('refuses an issuer that cannot be one, and a folder that cannot be written', async () => {
    expect(await latchkey('init', '--issuer', 'http://id.example.com').ended).toBe(3)
    mkdirSync(join(folder, 'latchkey.config.ts'))
    expect(await latchkey('init').ended).toBe(5)
  })
})

describe('the command', () => {
  it('tells its version', async () => {
    const running = latchkey('--version')
    expect(await running.ended).toBe(0)
    expect(running.said.out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('says in one line that Node is too old', async () => {
    const pretend = 'Object.defineProperty(process.versions,"node",{value:"20.11.1"})'
    const running = spawnLatchkey(folder, ['--version'], {
      nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`],
    })
    expect(await running.ended).toBe(1)
    expect(running.said.note).toBe(
      'latchkey needs Node 22.18 or newer; this is Node 20.11.1. See https://nodejs.org\n',
    )
  })
})

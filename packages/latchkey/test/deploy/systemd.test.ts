import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { inFlightSeconds } from '../../src/cli/serve/listen.ts'
import { selfSigned } from '../fixtures/self-signed-certificate.ts'
import { freePort } from '../guides/guide-app.ts'
import { readBlocks } from '../guides/guide-blocks.ts'
import {
  blockOf,
  configurationOf,
  type Installation,
  install,
  nobody,
  parseUnit,
  type Ran,
  untilWell,
} from './installation.ts'

const unit = blockOf('ini', 'ExecStart=')
const values = parseUnit(unit)
const setting = (key: string) => values.get(key)?.join(' ') ?? ''
/** The words that start it, with this machine's programs and paths. */
const startOf = ({ place }: Installation) =>
  setting('Service.ExecStart')
    .split(' ')
    .map((word) => (word === '/usr/bin/node' ? process.execPath : place(word)))
const isRunnable = process.platform !== 'win32'

/** The guide's `sh` lines, in order. What needs root, the network or systemd is not run here. */
const lines = readBlocks('deploy')
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => code.trim().split('\n'))
const linesAfter = (words: RegExp) =>
  lines.filter((line) => words.test(line)).map((line) => line.replace(words, ''))
const asRoot = linesAfter(/^sudo (?=node_modules\/)/)
const asUser = linesAfter(/^sudo -u latchkey /)

function expectDone({ status, said }: Ran, line: string): string {
  expect(status, `${line}\n${said}`).toBe(0)
  return said
}

describe('the unit for systemd', () => {
  it('gives requests under way the time that the server does, and more', () => {
    expect(Number(setting('Service.TimeoutStopSec'))).toBeGreaterThan(inFlightSeconds)
  })

  it('can write to its state and to nothing else, and gain no right', () => {
    expect(setting('Service.ProtectSystem')).toBe('strict')
    expect(setting('Service.StateDirectory')).toBe('latchkey')
    expect(setting('Service.StateDirectoryMode')).toBe('0700')
    expect(setting('Service.NoNewPrivileges')).toBe('yes')
    expect(values.has('Service.ReadWritePaths')).toBe(false)
    expect(setting('Service.User')).toBe('latchkey')
  })

  it('lets V8 write the code that it runs', () => {
    expect(values.has('Service.MemoryDenyWriteExecute')).toBe(false)
  })

  const canVerify = spawnSync('systemd-analyze', ['--version']).status === 0
  it.skipIf(!canVerify)('is understood by systemd-analyze, word for word', () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-unit-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'latchkey.service')
    // The programs are those of this machine, and the certificate's drop-in is part of it.
    const [, dropIn = ''] = blockOf('ini', 'LoadCredential').split('[Service]\n')
    const whole = unit.replace('\n[Install]', `${dropIn}\n[Install]`)
    const node = JSON.stringify(process.execPath).replaceAll('%', '%%')
    writeFileSync(
      file,
      whole.replaceAll('/usr/bin/node', () => node),
    )
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
      encoding: 'utf8',
      env: { ...process.env, SYSTEMD_LOG_LEVEL: 'warning' },
    })
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('latchkey.service'))
    expect(complaints).toEqual([])
  })
})

describe.skipIf(!isRunnable)('the lines of the guide, one after the other', () => {
  it('install, run, look, back up and upgrade as a user without rights', async () => {
    const here = install()
    onTestFinished(here.remove)
    const port = await freePort()
    const environment = { PORT: String(port), LATCHKEY_ISSUER: `http://127.0.0.1:${port}` }

    for (const line of asRoot) expectDone(here.shell(line, {}, {}), line)
    expect(readFileSync(join(here.code, '.env'), 'utf8')).toMatch(/^LATCHKEY_SECRET=/m)
    const group = nobody.gid === undefined ? '' : ` && chgrp ${nobody.gid} .env`
    expectDone(here.shell(`chmod 640 .env${group}`, {}, {}), 'chmod')
    writeFileSync(join(here.code, 'latchkey.config.ts'), configurationOf(here))

    const server = here.start(startOf(here), environment)
    await untilWell(`http://127.0.0.1:${port}/readyz`, server)
    const said = asUser.map((line) => expectDone(here.shell(`env ${line}`, environment), line))
    const doctors = said.filter((_, index) => asUser[index]?.endsWith('latchkey doctor'))
    expect(doctors).toHaveLength(3)
    for (const words of doctors) expect(words).toContain('ES256, RS256 can sign')
    expect(said.join('')).toMatch(/Password \(shown once\)\n\w{4}-\w{4}/)
    expect(statSync(join(here.data, 'backup.db')).mode & 0o777).toBe(0o600)
    server.kill('SIGTERM')
    expect(await once(server, 'exit')).toEqual([0, null])
  }, 60_000)

  it('serve TLS with the certificate that systemd hands over', async () => {
    const here = install()
    onTestFinished(here.remove)
    const port = await freePort()
    const certificate = selfSigned()
    writeFileSync(join(here.code, 'cert.pem'), certificate.cert)
    writeFileSync(join(here.code, 'key.pem'), certificate.key)
    const configuration = configurationOf(here, 'with-tls/latchkey.config.ts')
    writeFileSync(join(here.code, 'latchkey.config.ts'), configuration.replace("'::'", "'127.0.0.1'"))
    const server = here.start([...startOf(here), '--json'], {
      PORT: String(port),
      CREDENTIALS_DIRECTORY: here.code,
    })
    await once(server.stdout ?? server, 'data')
    const status = await new Promise((resolve, reject) => {
      const trust = { ca: certificate.cert, servername: 'localhost' }
      request(`https://127.0.0.1:${port}/readyz`, trust, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(200)
  })
})

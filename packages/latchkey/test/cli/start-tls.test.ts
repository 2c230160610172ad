import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../fixtures/self-signed-certificate.ts'
import { type Running, spawnLatchkey } from '../fixtures/spawn-latchkey.ts'

const certificate = selfSigned()
const issuer = 'https://op.example.test:8443/tenant/one'
let folder: string
let running: Running | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-tls-'))
})

afterEach(async () => {
  running?.child.kill('SIGKILL')
  await running?.ended
  rmSync(folder, { recursive: true, force: true })
})

function start(tls: object, { storage = 'memory:', words = [] as readonly string[] } = {}): Running {
  const configuration = { issuer, storage, port: 0, tls }
  writeFileSync(join(folder, 'op.json'), JSON.stringify(configuration))
  running = spawnLatchkey(folder, ['start', '--config', 'op.json', '--json', ...words])
  return running
}

/** Trusts the test's certificate alone, for the name that is in it. */
function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { ca: certificate.cert, servername: 'localhost' }
    request(url, options, (answer) => {
      answer
        .setEncoding('utf8')
        .toArray()
        .then((chunks) => resolve(chunks.join('')), reject)
    })
      .on('error', reject)
      .end()
  })
}

describe('latchkey start with tls', () => {
  it.each(['as PEM text', 'as files'])('serves https with a certificate given %s', async (how) => {
    writeFileSync(join(folder, 'cert.pem'), certificate.cert)
    writeFileSync(join(folder, 'key.pem'), certificate.key)
    const { url } = await start(
      how === 'as files' ? { cert: 'cert.pem', key: 'key.pem' } : certificate,
    ).ready()
    expect(new URL(url).protocol).toBe('https:')
    expect(JSON.parse(await get(`${url}/tenant/one/.well-known/openid-configuration`))).toMatchObject({
      issuer,
    })
  })

  it('serves https with several workers', async () => {
    const { url } = await start(certificate, { storage: 'sqlite:op.db', words: ['--workers', '2'] }).ready()
    for (let time = 0; time < 8; time += 1) {
      const found = JSON.parse(await get(`${url}/tenant/one/.well-known/openid-configuration`))
      expect(found.issuer).toBe(issuer)
    }
  })

  it('says in one line which file cannot be read', async () => {
    const { said, ended } = start({ cert: 'nowhere.pem', key: 'nowhere.pem' })
    expect(await ended).toBe(3)
    expect(said.note + said.out).toContain('nowhere.pem')
    expect(said.note).not.toContain('    at ')
  })
})

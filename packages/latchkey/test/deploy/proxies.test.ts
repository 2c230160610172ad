import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { commandOptions, serverOptions } from '../../src/settings/options.ts'
import { selfSigned } from '../fixtures/self-signed-certificate.ts'
import { type Running, spawnLatchkey } from '../fixtures/spawn-latchkey.ts'
import { freePort } from '../guides/guide-app.ts'
import { blockOf } from './installation.ts'

/** A proxy of the guide, as it can be run here. */
interface Proxy {
  readonly name: string
  /** The program; another than the one on the PATH may be named. */
  readonly program: string
  readonly version: string
  /** Writes what it reads into the folder, and answers the words that start it in the foreground. */
  prepare(place: Place): readonly string[]
}

interface Place {
  readonly folder: string
  readonly port: number
  readonly upstream: number
}

const issuer = 'https://id.example.com'
const configuration = {
  issuer,
  storage: 'memory:',
  trustedProxies: ['127.0.0.1'],
  clients: [{ clientId: 'shop', redirectUris: ['https://shop.example.com/callback'] }],
}
const certificate = selfSigned()

const nginx: Proxy = {
  name: 'nginx',
  program: process.env.NGINX_PATH ?? 'nginx',
  version: '-v',
  prepare({ folder, port, upstream }) {
    const server = blockOf('nginx', 'proxy_pass')
      .replace('listen 443', `listen 127.0.0.1:${port}`)
      .replace('127.0.0.1:4000', `127.0.0.1:${upstream}`)
      .replace(/ssl_certificate \S+;/, `ssl_certificate ${folder}/cert.pem;`)
      .replace(/ssl_certificate_key \S+;/, `ssl_certificate_key ${folder}/key.pem;`)
    const files = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    )
    const main = `daemon off; pid ${folder}/pid; error_log stderr; events {}`
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, `${main}\nhttp { access_log off; ${files.join(' ')}\n${server}}`)
    return ['-p', folder, '-e', 'stderr', '-c', file]
  },
}

const caddy: Proxy = {
  name: 'Caddy',
  program: process.env.CADDY_PATH ?? 'caddy',
  version: 'version',
  prepare({ folder, port, upstream }) {
    // Its own certificate would need a name that the world can look up.
    const file = blockOf('caddyfile', 'reverse_proxy')
      .replace('auto_https disable_redirects', 'auto_https off\n\tadmin off')
      .replace('id.example.com {', `https://:${port} {\n\ttls ${folder}/cert.pem ${folder}/key.pem`)
      .replace('127.0.0.1:4000', `127.0.0.1:${upstream}`)
    writeFileSync(join(folder, 'Caddyfile'), file)
    return ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile']
  },
}

const haproxy: Proxy = {
  name: 'HAProxy',
  program: process.env.HAPROXY_PATH ?? 'haproxy',
  version: '-v',
  prepare({ folder, port, upstream }) {
    writeFileSync(join(folder, 'both.pem'), `${certificate.cert}\n${certificate.key}`)
    const file = blockOf('haproxy', 'forwardfor')
      .replace(/bind \S+ ssl crt \S+/, `bind 127.0.0.1:${port} ssl crt ${folder}/both.pem`)
      .replace('127.0.0.1:4000', `127.0.0.1:${upstream}`)
    writeFileSync(join(folder, 'haproxy.cfg'), file)
    return ['-db', '-f', join(folder, 'haproxy.cfg')]
  },
}

const apacheProgram = process.env.APACHE_PATH ?? '/usr/sbin/apache2'

const apache: Proxy = {
  name: 'Apache',
  program: apacheProgram,
  version: '-v',
  prepare({ folder, port, upstream }) {
    const site = blockOf('apache', 'ProxyPass')
      .replace('*:443', `127.0.0.1:${port}`)
      .replace(/SSLCertificateFile \S+/, `SSLCertificateFile ${folder}/cert.pem`)
      .replace(/SSLCertificateKeyFile \S+/, `SSLCertificateKeyFile ${folder}/key.pem`)
      .replace('127.0.0.1:4000', `127.0.0.1:${upstream}`)
    const modules = resolve(dirname(apacheProgram), '../lib/apache2/modules')
    const names = ['mpm_event', 'authz_core', 'socache_shmcb', 'ssl', 'proxy', 'proxy_http']
    const loads = names.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`)
    const main = [
      `ServerRoot ${folder}`,
      `PidFile ${folder}/pid`,
      `ErrorLog ${folder}/errors`,
      'Mutex posixsem',
    ]
    const file = [...main, ...loads, `Listen 127.0.0.1:${port} https`, site].join('\n')
    writeFileSync(join(folder, 'apache.conf'), file)
    return ['-DFOREGROUND', '-f', join(folder, 'apache.conf')]
  },
}

const randomText = (length: number) => randomBytes(length).toString('base64url').slice(0, length)

interface Answer {
  readonly status: number | undefined
  readonly location: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** As the browser sends them back. */
  readonly cookie: string
}

/** Asks through the proxy, from an address that is not the proxy's own. */
async function ask(
  port: number,
  path: string,
  options: RequestOptions & { body?: string } = {},
): Promise<Answer> {
  const { body, ...rest } = options
  const trust = {
    ca: certificate.cert,
    servername: 'localhost',
    rejectUnauthorized: false,
    agent: false as const,
  }
  const call = request({ host: '127.0.0.1', port, path, localAddress: '127.0.0.2', ...trust, ...rest })
  call.end(body)
  const [answer] = await once(call, 'response')
  const text = (await answer.setEncoding('utf8').toArray()).join('')
  const cookies: readonly string[] = answer.headers['set-cookie'] ?? []
  const cookie = cookies.map((each) => each.split(';')[0]).join('; ')
  return {
    status: answer.statusCode,
    location: answer.headers.location,
    headers: answer.headers,
    text,
    cookie,
  }
}

const bothRun = process.platform === 'linux'

describe.each([nginx, caddy, haproxy, apache])('$name, as the guide sets it up', (proxy) => {
  const isThere = bothRun && spawnSync(proxy.program, [proxy.version]).status === 0
  if (!isThere) {
    it.skip(`${proxy.name} is not installed here: set ${proxy.name.toUpperCase()}_PATH`)
    return
  }
  let port: number
  let latchkey: Running

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-proxy-'))
    const upstream = await freePort()
    port = await freePort()
    writeFileSync(join(folder, 'cert.pem'), certificate.cert)
    writeFileSync(join(folder, 'key.pem'), certificate.key)
    writeFileSync(join(folder, 'latchkey.config.json'), JSON.stringify({ ...configuration, port: upstream }))
    latchkey = spawnLatchkey(folder, ['start', '--json'])
    await latchkey.ready()
    const running = spawn(proxy.program, proxy.prepare({ folder, port, upstream }), {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    })
    await untilListening(port, running)
    return async () => {
      for (const child of [running, latchkey.child]) {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('passes the discovery on', async () => {
    const { status, text } = await ask(port, '/.well-known/openid-configuration')
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({ issuer })
  })

  it('passes on the longest authorization request that the server takes, and the redirects after it', async () => {
    const query = new URLSearchParams({
      client_id: 'shop',
      redirect_uri: 'https://shop.example.com/callback',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWjBuX3oqmLBM',
      code_challenge_method: 'S256',
      // Random, because sealing packs what repeats itself.
      state: randomText(4096),
      nonce: randomText(1024),
      unknown: '',
    })
    query.set(
      'unknown',
      randomText(serverOptions.limits.default.authorizationRequestBytes - query.toString().length),
    )
    const first = await ask(port, `/authorize?${query}`)
    expect(first.status, first.text).toBe(303)
    expect(first.location).not.toContain('error=')
    const { pathname, search } = new URL(first.location ?? '', issuer)
    // Sealed: what came travels on.
    expect(search.length).toBeGreaterThan(4096 + 1024)
    const page = await ask(port, pathname + search, { headers: { cookie: first.cookie } })
    expect(page.status, pathname).toBe(200)
    expect(page.text).toContain('id="sign-in"')
  })

  it('says who called, whatever the caller says of themselves (RFC 9700 §4.13)', async () => {
    const body = 'grant_type=client_credentials&client_id=shop&client_secret=wrong'
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-forwarded-for': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
    }
    const { status } = await ask(port, '/token', { method: 'POST', headers, body })
    expect(status).toBe(401)
    while (!latchkey.said.note.includes('client.authentication_failed'))
      await once(latchkey.child.stderr ?? latchkey.child, 'data')
    expect(latchkey.said.note).toContain('"address":"127.0.0.2"')
    expect(latchkey.said.note).not.toContain('203.0.113.9')
  })

  it('lets the headers of a page and the body of an error through', async () => {
    const page = await ask(port, '/sign-in')
    expect(page.headers['referrer-policy']).toBe('same-origin')
    expect(page.headers['cache-control']).toBe('no-store')
    const refused = await ask(port, '/userinfo', { headers: { authorization: 'Bearer no-token' } })
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining('invalid_token'),
    ])
  })
})

async function untilListening(port: number, running: ChildProcess): Promise<void> {
  let said = ''
  running.stderr?.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  while (running.exitCode === null) {
    const isThere = await ask(port, '/').then(
      () => true,
      () => false,
    )
    if (isThere) return
    await pause(20)
  }
  throw new Error(`The proxy ended with ${running.exitCode}: ${said}`)
}

describe('the blocks for proxies', () => {
  it('close what they open', () => {
    for (const text of [blockOf('nginx', 'server'), blockOf('caddyfile', 'reverse_proxy')]) {
      expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length)
    }
    const statements = blockOf('nginx', 'server')
      .split('\n')
      .map((line) => line.trim())
    expect(statements.filter((line) => line !== '' && !/^#|[;{}]$/.test(line))).toEqual([])
  })

  it('pass on to where the server listens, with room for the longest headers that Node takes', () => {
    const target = `${commandOptions.host.default}:${commandOptions.port.default}`
    expect(blockOf('nginx', 'server')).toContain(`proxy_pass http://${target};`)
    expect(blockOf('caddyfile', 'reverse_proxy')).toContain(`reverse_proxy ${target} {`)
    expect(blockOf('haproxy', 'forwardfor')).toContain(`server latchkey ${target}`)
    expect(blockOf('apache', 'ProxyPass')).toContain(`ProxyPass / http://${target}/ `)
    const room = /large_client_header_buffers 4 (\d+)k/.exec(blockOf('nginx', 'server'))?.[1]
    expect(Number(room) * 1024).toBeGreaterThan(2 * serverOptions.limits.default.authorizationRequestBytes)
  })
})

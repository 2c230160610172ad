import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toNodeHandler } from '../../src/adapters/node.ts'
import { compareCaller } from '../../src/cli/doctor/compare-caller.ts'
import { CLAIMED_ADDRESS } from '../../src/cli/doctor/compare-request.ts'
import { type AuthorizationServer, createAuthorizationServer } from '../../src/index.ts'
import { blockOf } from '../deploy/installation.ts'
import { openShell, type Shell } from './shell.ts'

const environment = { LATCHKEY_SECRET: 'Jq2vX8sLw0pRk5tYb3nZc7mHd1fGa9eU' }

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** What the proxy of a test changes; without any of it, it does what a good one does. */
interface Changes {
  /** Headers of requests; `undefined` takes one away. */
  readonly request?: Headers
  readonly path?: (path: string) => string
  readonly answer?: Headers
  readonly balancer?: boolean
  readonly replaceErrors?: boolean
  readonly longest?: number
}

let shell: Shell
let server: AuthorizationServer
let front: Server
let back: Server
let changes: Changes

async function listen(listener: RequestListener): Promise<Server> {
  const started = createServer({ maxHeaderSize: 64 * 1024 }, listener)
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return started
}

const portOf = (listener: Server) => (listener.address() as AddressInfo).port

const proxy: RequestListener = (req, res) => {
  if ((req.url ?? '').length > (changes.longest ?? Infinity)) {
    res.writeHead(414).end('<h1>Too long</h1>')
    return
  }
  const forwardedFor = [req.headers['x-forwarded-for'], '203.0.113.7'].join(', ')
  const headers = withChanges({ ...req.headers, 'x-forwarded-for': forwardedFor }, changes.request)
  const path = changes.path?.(req.url ?? '') ?? req.url
  const onward = request({ port: portOf(back), method: req.method, path, headers, host: '127.0.0.1' })
  onward.on('response', (answer: IncomingMessage) => {
    const status = answer.statusCode ?? 502
    const kept = withChanges(answer.headers, changes.answer)
    if (changes.balancer) kept['set-cookie'] = ['balancer=1', ...(answer.headers['set-cookie'] ?? [])]
    if (changes.replaceErrors && status >= 400) {
      answer.resume()
      res.writeHead(status).end('<h1>Sorry</h1>')
    } else answer.pipe(res.writeHead(status, kept))
  })
  req.pipe(onward)
}

function withChanges(headers: Headers, changed: Headers = {}): Record<string, string | string[]> {
  const all = Object.entries({ ...headers, ...changed }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(all) as Record<string, string | string[]>
}

async function start(trustedProxies: readonly string[] = ['127.0.0.1']): Promise<void> {
  front = await listen(proxy)
  const written = {
    issuer: `http://localhost:${portOf(front)}`,
    storage: 'sqlite:latchkey.db',
    trustedProxies,
  }
  shell = openShell(written)
  server = await createAuthorizationServer({
    ...written,
    storage: `sqlite:${join(shell.folder, 'latchkey.db')}`,
    secret: environment.LATCHKEY_SECRET,
    logger: false,
  })
  back = await listen(toNodeHandler(server))
}

beforeEach(() => {
  changes = {}
})

afterEach(async () => {
  for (const each of [front, back]) each.close().closeAllConnections()
  await server.close()
  shell.remove()
})

/** What doctor says of the proxy, without the name of the check. */
async function findings(given = environment) {
  const { document, code } = await shell.latchkey('doctor --json', { environment: given })
  const checks: { name: string; state: string; finding: string; fix?: string }[] = document.checks
  const found = checks.filter(({ name }) => name === 'proxy').map(({ name: _, ...check }) => check)
  return { found, code }
}

async function expectOne(state: 'failed' | 'warning', words: RegExp, fix: RegExp = /./): Promise<void> {
  const { found, code } = await findings()
  expect(found).toEqual([{ state, finding: expect.stringMatching(words), fix: expect.stringMatching(fix) }])
  expect(code).toBe(state === 'failed' ? 1 : 0)
}

describe('latchkey doctor, where something else answers', () => {
  const steering = '\u001b[2J\u009b31m\u202e'
  const shown = String.raw`\u001b[2J\u009b31m\u202e`

  it('lets nothing of it steer the terminal (OWASP ASVS 16.4.1)', async () => {
    await start()
    const issuer = `http://localhost:${portOf(front)}`
    const report = {
      peer: steering,
      address: steering,
      forwarded: 'absent',
      query: '',
      forwarding: [],
      headers: {},
      sent: [],
    }
    for (const named of [steering, issuer]) {
      const echo: RequestListener = (req, res) =>
        void res.end(JSON.stringify(req.method === 'POST' ? report : { issuer: named }))
      front.removeAllListeners('request').on('request', echo)
      const { document } = await shell.latchkey('doctor --json', { environment })
      const said = document.checks.map(({ finding }: { finding: string }) => finding).join(' ')
      expect(said).toContain(shown)
      expect(said).not.toContain('\u001b')
    }
  })
})

describe('latchkey doctor, on what stands in front', () => {
  it('finds a proxy that changes nothing sound, and says from where doctor’s own request came', async () => {
    await start()
    const finding = 'requests and answers arrive as they were sent; yours came from 203.0.113.7'
    expect((await findings()).found).toEqual([{ state: 'ok', finding }])
  })

  it('finds one that trustedProxies does not name, and says what to write', async () => {
    await start([])
    await expectOne(
      'failed',
      /^a proxy calls the server from 127\.0\.0\.1/,
      /^trustedProxies: \['127\.0\.0\.1'\]$/,
    )
  })

  it('finds one that does not say who called', async () => {
    await start()
    changes = { request: { 'x-forwarded-for': undefined } }
    await expectOne('failed', /does not say who called/, /X-Forwarded-For/)
  })

  it('finds one whose words are no address', async () => {
    await start()
    changes = { request: { 'x-forwarded-for': 'unknown' } }
    await expectOne('failed', /arrives as unknown, in which no address can be read/)
  })

  it.each([
    ['authorization', 'failed', /^authorization of requests is lost: clients/],
    ['cookie', 'failed', /^cookie of requests is lost: nobody stays signed in/],
    ['origin', 'warning', /^origin of requests is lost/],
    ['sec-fetch-site', 'warning', /^sec-fetch-site of requests is lost/],
    ['accept-language', 'warning', /^accept-language of requests is lost/],
  ] as const)('finds that %s does not arrive', async (name, state, words) => {
    await start()
    changes = { request: { [name]: undefined } }
    await expectOne(state, words)
  })

  it('prints it as the guide shows', async () => {
    await start()
    changes = { request: { authorization: undefined } }
    expect((await shell.latchkey('doctor', { environment })).out).toContain(
      blockOf('text', 'authorization of'),
    )
  })

  it('finds that the query is decoded', async () => {
    await start()
    changes = { path: (path) => path.replaceAll('%2F', '/') }
    await expectOne('failed', /^the query .* arrives as redirect_uri=https%3A\/\//, /without decoding/)
  })

  it.each([
    ['referrer-policy', 'no-referrer', 'warning', /arrives as no-referrer: browsers may hide/],
    ['referrer-policy', undefined, 'warning', /is lost/],
    ['content-security-policy', "default-src 'self'", 'warning', /arrives as default-src 'self': pages may/],
    ['cache-control', 'public, max-age=60', 'failed', /arrives as public, max-age=60: pages and tokens/],
    ['cross-origin-opener-policy', 'same-origin', 'warning', /pop-up/],
    ['set-cookie', 'SESSION=1; Path=/', 'failed', /arrives as SESSION=1; Path=\/: cookies/],
  ] as const)('finds that %s of answers becomes %s', async (name, value, state, words) => {
    await start()
    changes = { answer: { [name]: value } }
    await expectOne(state, words, /let the server’s own value through/)
  })

  it('has nothing against a stricter Cache-Control, or a cookie of the balancer’s own', async () => {
    await start()
    changes = { answer: { 'cache-control': 'no-store, private' }, balancer: true }
    expect((await findings()).found).toEqual([expect.objectContaining({ state: 'ok' })])
  })

  it('finds that errors are replaced by pages', async () => {
    await start()
    changes = { replaceErrors: true }
    await expectOne('failed', /^an error of the server arrives as 400 with another body \(<h1>Sorry/)
  })

  it('finds that long addresses do not get through', async () => {
    await start()
    changes = { longest: 8192 }
    await expectOne('failed', /is answered 414/, /large_client_header_buffers/)
  })

  it('says why nothing could be compared when the running server has another secret', async () => {
    await start()
    const { found, code } = await findings({ LATCHKEY_SECRET: 'MbZ0y7v1mW0r3lP5b8tq2n4x6a9c1e3g' })
    expect(found).toEqual([expect.objectContaining({ state: 'warning' })])
    expect(code).toBe(1)
  })
})

describe('what a caller claims of themselves (RFC 9700 §4.13)', () => {
  const report = {
    peer: '10.0.0.1',
    address: CLAIMED_ADDRESS,
    forwarded: 'read',
    forwardedFor: CLAIMED_ADDRESS,
    forwarding: [],
    query: '',
    headers: {},
    sent: [],
  } as const
  const surroundings = { ownAddresses: ['10.0.0.7', '127.0.0.1'], isReachable: true }

  it('is believed behind a proxy that passes X-Forwarded-For on, which is a fault', () => {
    const words = { state: 'failed', finding: expect.stringContaining('can choose the address') }
    expect(compareCaller(report, surroundings)).toEqual([expect.objectContaining(words)])
    // The inner of two proxies added the outer one, which added nothing.
    const chain = { ...report, forwardedFor: `${CLAIMED_ADDRESS}, 10.0.0.9` }
    expect(compareCaller(chain, surroundings)).toHaveLength(1)
  })

  it('may be believed of the machine on which a trusted proxy runs, and where nobody else can call', () => {
    const fromHere = { ...report, forwardedFor: `${CLAIMED_ADDRESS}, 10.0.0.7` }
    expect(compareCaller(fromHere, surroundings)).toEqual([])
    expect(compareCaller(report, { ...surroundings, isReachable: false })).toEqual([])
  })
})

/**
 * The server and somebody else's app on real ports, so that a browser applies every rule of the web to them.
 */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '../../src/adapters/node.ts'
import type { Configuration } from '../../src/index.ts'
import { appSecret, authorizePath, openWorld, type World } from '../fixtures/server-without-network.ts'

/** A request that came to somebody. */
export interface PlainRequest {
  readonly method: string
  readonly path: string
  readonly origin: string | undefined
  /** What came with it, in the query or in the body. */
  readonly parameters: URLSearchParams
}

export interface LiveWorld {
  readonly server: World['server']
  readonly clock: World['clock']
  /** `http://localhost:…` */
  readonly issuer: string
  /** The requests to the server, oldest first; without bodies, which are the server's to read. */
  readonly requests: readonly PlainRequest[]
  /**
   * What came to the app's callback on `http://127.0.0.1:…`, another site than the issuer. It sends on to
   * `landing`.
   */
  readonly callbacks: readonly PlainRequest[]
  /** A page of a third origin. */
  readonly landing: string
  /** The address of an authorization request of the app `shop`; `undefined` leaves a parameter out. */
  authorizeUrl(changes?: Readonly<Record<string, string | undefined>>): string
  close(): Promise<void>
}

/** RFC 8252 §7.1. */
export const phoneCallback = 'com.example.phone:/cb'

export const strangerCallback = 'https://stats.example.test/signed-in'

/**
 * The people and APIs of the test world; the apps are `shop`, `mine` (first party), `phone` (a scheme of its
 * own) and `stranger` (nobody vouches for it). `front` stands in front of the server, as a proxy does, and
 * may change what it answers.
 */
export async function openLiveWorld(
  changes: Partial<Configuration> = {},
  front?: (res: ServerResponse) => void,
): Promise<LiveWorld> {
  const requests: PlainRequest[] = []
  const callbacks: PlainRequest[] = []
  const third = await listen('localhost', (_req, res) => {
    res
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end('<!doctype html><title>Landed</title>')
  })
  const landing = `${third.origin}/landed`
  const app = await listen('127.0.0.1', async (req, res) => {
    callbacks.push(toPlainRequest(req, req.method === 'POST' ? await readText(req) : undefined))
    res.writeHead(303, { location: landing }).end()
  })
  const callback = `${app.origin}/cb`
  const host = await listen('localhost', (_req, res) => res.writeHead(503).end())
  const world = await openWorld({ issuer: host.origin, clients: appsAt(callback), ...changes })
  const answer = toNodeHandler(world.server)
  host.answerWith((req, res) => {
    requests.push(toPlainRequest(req))
    front?.(res)
    answer(req, res)
  })
  return {
    ...world,
    issuer: host.origin,
    requests,
    callbacks,
    landing,
    authorizeUrl: (given = {}) =>
      host.origin + authorizePath({ client_id: 'shop', redirect_uri: callback, ...given }),
    async close() {
      for (const each of [third, app, host]) each.close()
      await world.server.close()
    },
  }
}

function appsAt(callback: string): NonNullable<Configuration['clients']> {
  const scopes = ['openid', 'profile', 'email', 'offline_access', 'books:read', 'books:write']
  const web = { clientSecret: appSecret, redirectUris: [callback], scopes }
  return [
    { ...web, clientId: 'shop', name: 'Corner Shop' },
    { ...web, clientId: 'mine', name: 'Our own app', firstParty: true },
    { clientId: 'phone', name: 'Phone App', redirectUris: [phoneCallback], scopes: ['openid', 'profile'] },
    {
      clientId: 'stranger',
      name: 'Stranger’s Statistics',
      redirectUris: [strangerCallback],
      scopes: ['openid', 'email', 'books:write'],
      verified: false,
      clientUri: 'https://stats.example.test',
      policyUri: 'https://stats.example.test/privacy',
    },
  ]
}

function toPlainRequest(req: IncomingMessage, body?: string): PlainRequest {
  const [path = '', query = ''] = (req.url ?? '').split('?', 2)
  const { origin } = req.headers
  return { method: req.method ?? '', path, origin, parameters: new URLSearchParams(body ?? query) }
}

async function listen(hostname: string, listener: RequestListener) {
  let current = listener
  const server: Server = createServer((req, res) => current(req, res))
  await new Promise<void>((resolve) => server.listen(0, hostname, resolve))
  return {
    origin: `http://${hostname}:${(server.address() as AddressInfo).port}`,
    answerWith(other: RequestListener) {
      current = other
    },
    close() {
      server.close().closeAllConnections()
    },
  }
}

async function readText(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

import { createServer, type Server } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { toNodeHandler } from '../../src/adapters/node.ts'
import { type AuthorizationServer, type Configuration, createAuthorizationServer } from '../../src/index.ts'
import type { StatedClient } from '../../src/protocol/clients/client.ts'
import { type ScriptedBrowser, scriptedBrowser, type Visit } from '../../src/testing/scripted-browser.ts'

export const secret = 'interop-secret-of-more-than-thirty-two-characters'
export const redirectUri = 'https://app.example.test/cb'
export const byeUri = 'https://app.example.test/bye'
export const booksApi = 'https://api.example.test/books'
export const notesApi = 'https://api.example.test/notes'

const people = {
  redirectUris: [redirectUri],
  postLogoutRedirectUris: [byeUri],
  grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
  scopes: ['openid', 'profile', 'email', 'offline_access', 'books:read', 'notes:read'],
} satisfies Partial<StatedClient>

/** A key pair of a client: it signs its assertions with one half and registers the other. */
export interface ClientKey {
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK & { readonly kty: string }
}

export async function makeClientKey(algorithm: string): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const { kty = '', ...jwk } = await exportJWK(publicKey)
  return { privateKey, publicJwk: { ...jwk, kty, alg: algorithm, use: 'sig', kid: `key-${algorithm}` } }
}

export interface LiveServer {
  readonly server: AuthorizationServer
  readonly issuer: URL
  /** Signs in as Ada and allows, wherever it is asked; answers where the browser ends. */
  visit(authorizationUrl: URL, browser?: ScriptedBrowser): Promise<Visit>
  browser(): ScriptedBrowser
  close(): Promise<void>
}

/**
 * A server of ours behind node:http on a free port, as clients of other people meet it: `basic` (rotates),
 * `post` (does not), `jwt` (keys by value), `public`, `books` (the API that introspects) and the clients that
 * are given.
 */
export async function openLiveServer(
  clients: readonly StatedClient[] = [],
  changes: Partial<Configuration> = {},
): Promise<LiveServer> {
  const listener = createServer((req, res) => handler?.(req, res))
  let handler: ReturnType<typeof toNodeHandler> | undefined
  const origin = await listen(listener)
  const server = await createAuthorizationServer({
    issuer: origin,
    storage: 'memory:',
    logger: false,
    users: [
      {
        id: 'ada-id',
        username: 'ada@example.test',
        password: 'analytical',
        claims: { name: 'Ada Lovelace', email: 'ada@example.test', email_verified: true },
      },
    ],
    resources: [
      { uri: booksApi, scopes: { 'books:read': 'See your books' } },
      { uri: notesApi, scopes: { 'notes:read': 'See your notes' }, accessToken: { format: 'opaque' } },
    ],
    clients: [
      { clientId: 'basic', clientSecret: secret, rotateRefreshTokens: true, ...people },
      {
        clientId: 'post',
        clientSecret: secret,
        tokenEndpointAuthMethod: 'client_secret_post',
        rotateRefreshTokens: false,
        ...people,
      },
      { clientId: 'public', ...people, grantTypes: ['authorization_code', 'refresh_token'] },
      {
        clientId: 'books',
        clientSecret: secret,
        grantTypes: ['client_credentials'],
        introspects: [booksApi, notesApi],
      },
      ...clients.map((client) => ({ ...people, ...client })),
    ],
    ...changes,
  })
  handler = toNodeHandler(server)
  const network = { fetch: (request: Request) => fetch(request) }
  const browser = () => scriptedBrowser(network, origin)
  return {
    server,
    issuer: new URL(origin),
    browser,
    visit: (url, on = browser()) => allow(on, url),
    async close() {
      await server.close()
      await close(listener)
    },
  }
}

async function allow(browser: ScriptedBrowser, url: URL): Promise<Visit> {
  let visit = await browser.open(url.href)
  if (visit.html.includes('id="sign-in"')) {
    visit = await browser.submit(visit, 'sign-in', { username: 'ada@example.test', password: 'analytical' })
  }
  const [, session = ''] = /name="session" value="([^"]+)"/.exec(visit.html) ?? []
  if (visit.html.includes('id="choose-account-cancel"')) {
    visit = await browser.submit(visit, 'choose-account-cancel', { session, action: '' })
  }
  if (visit.html.includes('id="consent-allow"')) visit = await browser.submit(visit, 'consent-allow')
  return visit
}

/** Listens on a free port of this machine; answers the origin. */
export function listen(listener: NetServer): Promise<string> {
  return new Promise((resolve) => {
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address() as AddressInfo
      resolve(`http://127.0.0.1:${port}`)
    })
  })
}

export function close(listener: Server): Promise<void> {
  return new Promise((resolve) => {
    listener.close(() => resolve())
    listener.closeAllConnections()
  })
}

/** A place on this machine where a client publishes its keys (`jwks_uri`). */
export async function openKeyHost(keys: () => readonly JWK[]) {
  let fetches = 0
  const listener = createServer((_, res) => {
    fetches += 1
    res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: keys() }))
  })
  const origin = await listen(listener)
  return { url: `${origin}/keys.json`, fetches: () => fetches, close: () => close(listener) }
}

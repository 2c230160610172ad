import { createHash, randomBytes } from 'node:crypto'
import { type AuthorizationServer, type Configuration, createAuthorizationServer } from '../../src/index.ts'
import { type FakeClock, fakeClock } from '../../src/testing/fake-clock.ts'
import { type ScriptedBrowser, scriptedBrowser, type Visit } from '../../src/testing/scripted-browser.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

export const issuer = 'https://id.example.test'
export const appSecret = 'app-secret-of-at-least-thirty-two-characters'
export const apiSecret = 'api-secret-of-at-least-thirty-two-characters'
export const otherSecret = 'other-secret-of-at-least-thirty-two-chars'
export const booksApi = 'https://api.example.test/books'
export const notesApi = 'https://api.example.test/notes'

/**
 * The cast: `app` (confidential, Basic), `spa` (public, https), `phone` (public, native), `other`
 * (confidential, secret in the body), `cron` (client credentials), `books` and `notes` (the APIs, which
 * introspect), `mine` (first party). People: alice, bob, carol.
 */
export const cast: Omit<Configuration, 'issuer'> = {
  storage: 'memory:',
  logger: process.env.TEST_LOG ? { ...silent, error: (f) => console.error(f) } : false,
  secret: 'c2VjcmV0IG9mIHRoZSB0ZXN0IHdvcmxkLCBub3QgdXNlZCBlbHNld2hlcmU',
  clients: [
    {
      clientId: 'app',
      name: 'Acme App',
      clientSecret: appSecret,
      redirectUris: ['https://app.example.test/cb', 'https://app.example.test/cb2?tenant=1'],
      postLogoutRedirectUris: ['https://app.example.test/bye'],
      scopes: [
        'openid',
        'profile',
        'email',
        'address',
        'phone',
        'offline_access',
        'books:read',
        'books:write',
        'notes:read',
      ],
      rotateRefreshTokens: true,
    },
    {
      clientId: 'spa',
      name: 'Single Page',
      redirectUris: ['https://spa.example.test/cb'],
      scopes: ['openid', 'profile', 'email', 'offline_access', 'books:read'],
    },
    {
      clientId: 'phone',
      name: 'Phone App',
      applicationType: 'native',
      redirectUris: ['http://127.0.0.1/cb', 'http://[::1]/cb', 'com.example.phone:/cb'],
      scopes: ['openid', 'profile', 'offline_access', 'books:read'],
    },
    {
      clientId: 'other',
      name: 'Other App',
      clientSecret: otherSecret,
      tokenEndpointAuthMethod: 'client_secret_post',
      redirectUris: ['https://other.example.test/cb'],
      postLogoutRedirectUris: ['https://other.example.test/bye'],
      requirePkce: false,
    },
    {
      clientId: 'cron',
      name: 'Nightly job',
      clientSecret: appSecret,
      grantTypes: ['client_credentials'],
      scopes: ['books:read', 'books:write', 'notes:read'],
    },
    {
      clientId: 'books',
      clientSecret: apiSecret,
      grantTypes: ['client_credentials'],
      introspects: [booksApi],
    },
    {
      clientId: 'notes',
      clientSecret: apiSecret,
      grantTypes: ['client_credentials'],
      introspects: [notesApi],
    },
    {
      clientId: 'mine',
      name: 'Our own app',
      clientSecret: appSecret,
      redirectUris: ['https://mine.example.test/cb'],
      firstParty: true,
    },
  ],
  users: [
    {
      id: 'alice-id',
      username: 'alice@example.test',
      password: 'wonderland',
      claims: {
        name: 'Alice Liddell',
        given_name: 'Alice',
        email: 'alice@example.test',
        email_verified: true,
        phone_number: '+44 20 7946 0000',
        address: { locality: 'Oxford', country: 'UK' },
      },
    },
    {
      id: 'bob-id',
      username: 'bob@example.test',
      password: 'builder',
      claims: { name: 'Bob', email: 'bob@example.test' },
    },
    { id: 'carol-id', username: 'carol@example.test', password: 'christmas', claims: { name: 'Carol' } },
  ],
  resources: [
    {
      uri: booksApi,
      name: 'Books',
      scopes: {
        'books:read': 'See your books',
        'books:write': { description: 'Change your books', changes: true },
      },
    },
    {
      uri: notesApi,
      name: 'Notes',
      scopes: { 'notes:read': 'See your notes' },
      accessToken: { format: 'opaque' },
    },
  ],
}

export interface World {
  readonly server: AuthorizationServer
  readonly clock: FakeClock
  /** A new browser, at this address if one is given. */
  browser(remoteAddress?: string): ScriptedBrowser
}

/** A server of this cast whose clock the test moves. Close it with `await world.server.close()`. */
export async function openWorld(
  changes: Partial<Configuration> = {},
  clock: FakeClock = fakeClock(),
): Promise<World> {
  const server = await createAuthorizationServer({ issuer, ...cast, ...changes }, { clock })
  const origin = new URL(server.issuer).origin
  const at = (remoteAddress: string) => ({
    fetch: (request: Request) => server.fetch(request, { remoteAddress }),
  })
  return { server, clock, browser: (address) => scriptedBrowser(address ? at(address) : server, origin) }
}

/** A PKCE pair (RFC 7636 §4.1). */
export function pkcePair(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/**
 * The path of an authorization request: a good one of `app`, but for what is changed; `undefined` leaves a
 * parameter out.
 */
export function authorizePath(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const good: Record<string, string | undefined> = {
    client_id: 'app',
    response_type: 'code',
    redirect_uri: 'https://app.example.test/cb',
    scope: 'openid profile',
    state: 'the-state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }
  const given = Object.entries({ ...good, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return `/authorize?${new URLSearchParams(given)}`
}

/** The verifier of the challenge that {@link authorizePath} sends (RFC 7636 appendix B). */
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

/** Signs in on the sign-in page that a visit arrived at. */
export async function signInAs(
  browser: ScriptedBrowser,
  visit: Visit,
  username = 'alice@example.test',
  password = 'wonderland',
): Promise<Visit> {
  return browser.submit(visit, 'sign-in', { username, password })
}

/** Goes through sign-in and consent where they are asked for; answers the parameters that the client gets. */
export async function authorizeFully(
  browser: ScriptedBrowser,
  changes: Readonly<Record<string, string | undefined>> = {},
  username = 'alice@example.test',
  password = 'wonderland',
): Promise<URLSearchParams> {
  let visit = await browser.open(authorizePath(changes))
  if (visit.html.includes('id="sign-in"')) visit = await signInAs(browser, visit, username, password)
  if (visit.html.includes('id="consent-allow"')) visit = await browser.submit(visit, 'consent-allow')
  return responseOf(visit)
}

/** The parameters of the authorization response that a visit ended in. */
export function responseOf(visit: Visit): URLSearchParams {
  const query = visit.url.includes('?') ? visit.url.slice(visit.url.indexOf('?') + 1) : ''
  return new URLSearchParams(query)
}

/** A POST of a form to an endpoint of the server. */
export function post(
  server: AuthorizationServer,
  path: string,
  form: Readonly<Record<string, string | readonly string[]>>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) {
    for (const each of typeof value === 'string' ? [value] : value) body.append(name, each)
  }
  return server.fetch(new Request(`${server.issuer}${path}`, { method: 'POST', body, headers }))
}

export function basic(clientId: string, secret: string): Record<string, string> {
  const encode = (text: string) => encodeURIComponent(text)
  return { authorization: `Basic ${Buffer.from(`${encode(clientId)}:${encode(secret)}`).toString('base64')}` }
}

/** Redeems a code as `app`. */
export function redeem(
  server: AuthorizationServer,
  code: string,
  changes: Readonly<Record<string, string>> = {},
  headers: Record<string, string> = basic('app', appSecret),
): Promise<Response> {
  return post(
    server,
    '/token',
    { grant_type: 'authorization_code', code, code_verifier: verifier, ...changes },
    headers,
  )
}

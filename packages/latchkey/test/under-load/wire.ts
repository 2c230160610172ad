import { createHash, randomBytes } from 'node:crypto'
import { booksApi, redirectUri, secret } from '../fixtures/loopback-server.ts'

/**
 * Milliseconds within which every request is answered, whatever the database does: on PostgreSQL two seconds
 * for a connection, five for a statement, and the rest for a busy machine.
 */
export const ANSWER_MS = 10_000

/** What came back over HTTP. */
export interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly location: string | null
  readonly body: Readonly<Record<string, unknown>>
}

/** Sends one request, and follows nothing. Rejects when there is no answer in time. */
export async function send(url: URL, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, {
    ...init,
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
  })
  const text = await response.text()
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    location: response.headers.get('location'),
    body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {},
  }
}

/** A form of a client that authenticates by HTTP Basic. */
export function post(
  origin: URL,
  path: string,
  form: Readonly<Record<string, string>>,
  client = { clientId: 'basic', secret },
): Promise<Answer> {
  const authorization = `Basic ${Buffer.from(`${client.clientId}:${client.secret}`).toString('base64')}`
  return send(new URL(path, origin), {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { authorization },
  })
}

export function redeem(origin: URL, code: string, verifier: string): Promise<Answer> {
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }
  return post(origin, '/token', form)
}

export function refresh(origin: URL, token: string): Promise<Answer> {
  return post(origin, '/token', { grant_type: 'refresh_token', refresh_token: token })
}

export function introspect(origin: URL, token: string): Promise<Answer> {
  return post(origin, '/introspect', { token }, { clientId: 'books', secret })
}

export function userinfo(origin: URL, token: string): Promise<Answer> {
  return send(new URL('/userinfo', origin), { headers: { authorization: `Bearer ${token}` } })
}

export function clientCredentials(origin: URL): Promise<Answer> {
  return post(origin, '/token', { grant_type: 'client_credentials', scope: 'books:read' })
}

/** A good authorization request of the client `basic`, and the verifier that its code needs (RFC 7636 §4). */
export function authorizationRequest(issuer: URL, changes: Readonly<Record<string, string>> = {}) {
  const verifier = randomBytes(32).toString('base64url')
  const url = new URL('/authorize', issuer)
  url.search = String(
    new URLSearchParams({
      client_id: 'basic',
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid offline_access books:read',
      resource: booksApi,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    }),
  )
  return { url, verifier }
}

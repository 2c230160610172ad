import { expect } from 'vitest'
import {
  apiSecret,
  appSecret,
  authorizeFully,
  basic,
  issuer,
  otherSecret,
  post,
  verifier,
  type World,
} from './world.ts'

export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: string
  readonly expires_in: number
  readonly scope: string
  readonly refresh_token: string
  readonly id_token: string
}

type Form = Readonly<Record<string, string | readonly string[]>>

/** How each client of the cast authenticates: what stands in the body, and in the header. */
const credentials: Readonly<Record<string, { readonly form?: Form; readonly header?: string }>> = {
  app: { header: basic('app', appSecret).authorization ?? '' },
  mine: { header: basic('mine', appSecret).authorization ?? '' },
  cron: { header: basic('cron', appSecret).authorization ?? '' },
  books: { header: basic('books', apiSecret).authorization ?? '' },
  notes: { header: basic('notes', apiSecret).authorization ?? '' },
  other: { form: { client_id: 'other', client_secret: otherSecret } },
  spa: { form: { client_id: 'spa' } },
  phone: { form: { client_id: 'phone' } },
}

const redirectUris: Readonly<Record<string, string>> = {
  spa: 'https://spa.example.test/cb',
  phone: 'http://127.0.0.1:49152/cb',
  other: 'https://other.example.test/cb',
  mine: 'https://mine.example.test/cb',
}

/**
 * A request of a client of the cast to an endpoint of the back channel, authenticated as it is registered.
 */
export function call(world: World, path: string, clientId: string, form: Form): Promise<Response> {
  const { form: inBody = {}, header } = credentials[clientId] ?? {}
  return post(
    world.server,
    path,
    { ...inBody, ...form },
    header === undefined ? {} : { authorization: header },
  )
}

/** A code for a client of the cast, from alice unless the changes say otherwise. */
export async function obtainCode(
  world: World,
  clientId = 'app',
  changes: Readonly<Record<string, string | undefined>> = {},
  person: readonly [username: string, password: string] = ['alice@example.test', 'wonderland'],
): Promise<string> {
  const redirectUri = redirectUris[clientId] ?? 'https://app.example.test/cb'
  const asked = { client_id: clientId, redirect_uri: redirectUri, ...changes }
  const response = await authorizeFully(world.browser(), asked, ...person)
  const code = response.get('code')
  if (code === null) throw new Error(`No code but ${response}`)
  return code
}

export function redeemAs(world: World, clientId: string, code: string, form: Form = {}): Promise<Response> {
  return call(world, '/token', clientId, {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    ...form,
  })
}

export function refreshAs(world: World, clientId: string, token: string, form: Form = {}): Promise<Response> {
  return call(world, '/token', clientId, { grant_type: 'refresh_token', refresh_token: token, ...form })
}

/** Tokens of a fresh sign-in. */
export async function obtainTokens(
  world: World,
  clientId = 'app',
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<TokenAnswer> {
  return tokensOf(redeemAs(world, clientId, await obtainCode(world, clientId, changes)))
}

/** The body of an answer that must be a success. */
export async function tokensOf(answer: Promise<Response>): Promise<TokenAnswer> {
  const response = await answer
  const body = await response.json()
  expect(response.status, JSON.stringify(body)).toBe(200)
  return body
}

export async function clientToken(
  world: World,
  form: Form = { scope: 'books:read' },
  clientId = 'cron',
): Promise<TokenAnswer> {
  return tokensOf(call(world, '/token', clientId, { grant_type: 'client_credentials', ...form }))
}

export async function introspectAs(
  world: World,
  clientId: string,
  token: string,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await call(world, '/introspect', clientId, { token })
  expect(response.status).toBe(200)
  return response.json()
}

export function userinfo(
  world: World,
  token: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return world.server.fetch(
    new Request(`${issuer}/userinfo`, { headers: { authorization: `Bearer ${token}`, ...headers } }),
  )
}

/** Whether an invitation lets somebody make an account. */
export async function isInvited(world: World, invitation: string): Promise<boolean> {
  const browser = world.browser()
  const page = await browser.open(`/sign-up?${new URLSearchParams({ invitation })}`)
  if (!page.html.includes('id="sign-up"')) return false
  const username = `guest-${Math.random()}@example.test`
  const form = { username, name: 'Guest', password: 'correct horse battery staple' }
  const visit = await browser.submit(page, 'sign-up', form)
  expect(visit.status).toBeLessThan(500)
  return (await world.server.accounts.findByUsername(username)) !== undefined
}

/**
 * That a client is told no, in the form of RFC 6749 §5.2: JSON, not kept by anyone, nothing of ours in it.
 */
export async function expectRefusal(
  answer: Promise<Response> | Response,
  error: string,
  status = error === 'invalid_client' ? 401 : 400,
): Promise<string> {
  const response = await answer
  const text = await response.text()
  expect(`${response.status} ${text}`).toContain(`${status} `)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('location')).toBeNull()
  const body = JSON.parse(text)
  expect(body.error, text).toBe(error)
  expect(String(body.error_description ?? '')).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/)
  expect(Object.keys(body).filter((name) => name !== 'error' && name !== 'error_description')).toEqual([])
  return text
}

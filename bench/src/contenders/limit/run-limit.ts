/**
 * The minimum that a server of this kind can do for these requests, on bare node:http. Not for real use: it
 * validates nothing.
 */
import { hash as digest, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type ParsedUrlQuery, parse } from 'node:querystring'
import { hash, verify } from '@node-rs/argon2'
import { app, lifetimes, passwordHash, people, resources } from '../../fixtures.ts'
import { announce } from '../announce.ts'
import { readEnvironment } from '../environment.ts'
import { accessTokenClaims, createMint, idTokenClaims, type Mint } from './mint.ts'
import { isClient, readForm } from './read-request.ts'
import { openRows, type Rows } from './rows.ts'

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void

interface Means {
  readonly origin: string
  readonly mint: Mint
  readonly rows: Rows
  readonly passwords: ReadonlyMap<string, string>
}

const PAGE = `<!doctype html><title>Sign in</title><form method="post"><input name="username"><input name="password" type="password"><button>Sign in</button></form>${' '.repeat(2000)}`

export async function runLimit(signing: 'on the loop' | 'off the loop'): Promise<void> {
  const { origin, port, databaseUrl } = readEnvironment()
  const rows = await openRows(
    databaseUrl,
    people.map(({ id }) => id),
  )
  const means = { origin, rows, mint: createMint(signing), passwords: await hashPasswords() }
  const routes = createRoutes(means)
  const server = createServer((request, response) => {
    const { url = '/' } = request
    const end = url.indexOf('?')
    const route = routes[`${request.method} ${end < 0 ? url : url.slice(0, end)}`]
    if (route === undefined) response.writeHead(404).end()
    else Promise.resolve(route(request, response)).catch((cause) => fail(response, cause))
  })
  server.listen(port, '127.0.0.1', () => announce({ url: origin, notes: [`Signs ${signing}.`] }, () => {}))
}

function fail(response: ServerResponse, cause: unknown): void {
  console.error(cause)
  response.writeHead(500).end()
}

function createRoutes(means: Means): Readonly<Record<string, Route>> {
  const { origin, mint } = means
  const jwks = JSON.stringify({ keys: mint.publicJwks })
  const metadata = JSON.stringify({
    issuer: origin,
    token_endpoint: `${origin}/token`,
    more: 'x'.repeat(1800),
  })
  return {
    'POST /token': (request, response) => answerToken(request, response, means),
    'POST /introspect': (request, response) => introspect(request, response, means),
    'GET /userinfo': (request, response) => userinfo(request, response, means),
    'GET /authorize': (request, response) => authorize(request, response, means),
    'GET /sign-in': async (_, response) => {
      await means.rows.read('marks', 'request')
      send(response, 200, PAGE, 'text/html')
    },
    'POST /sign-in': (request, response) => signIn(request, response, means),
    'GET /jwks': (_, response) => send(response, 200, jwks),
    'GET /.well-known/openid-configuration': (_, response) => send(response, 200, metadata),
  }
}

async function answerToken(request: IncomingMessage, response: ServerResponse, means: Means): Promise<void> {
  const form = await readForm(request)
  if (!isClient(request)) return send(response, 401, '{}')
  if (form.grant_type === 'client_credentials') return clientCredentials(form, response, means)
  if (form.grant_type === 'authorization_code') return redeem(form, response, means)
  return refresh(form, response, means)
}

async function clientCredentials(
  form: ParsedUrlQuery,
  response: ServerResponse,
  { origin, mint }: Means,
): Promise<void> {
  const scope = String(form.scope)
  const aud = String(form.resource)
  const claims = accessTokenClaims(origin, app.clientId, { aud, scope })
  const token =
    aud === resources.opaque.uri ? mint.seal(claims) : await mint.signJwt(algorithmOf(aud), claims, 'at+jwt')
  sendJson(response, { access_token: token, token_type: 'Bearer', expires_in: lifetimes.accessToken, scope })
}

function algorithmOf(audience: string): 'ES256' | 'RS256' {
  return audience === resources.rs256.uri ? 'RS256' : 'ES256'
}

/**
 * Reads what Latchkey reads: the session of the code with its account and consent before it commits, and
 * again afterwards, as each may have been deleted in between.
 */
async function redeem(form: ParsedUrlQuery, response: ServerResponse, means: Means): Promise<void> {
  const { mint, rows } = means
  const { grantId, accountId, sessionId, scope, aud, challenge } = mint.unseal(String(form.code)) as Record<
    string,
    string
  >
  if (digest('sha256', String(form.code_verifier), 'base64url') !== challenge)
    return send(response, 400, '{}')
  const readAll = () => readSession(sessionId ?? '', accountId ?? '', rows)
  await readAll()
  const body = await mintTokens(
    { grantId, accountId, scope, aud, generation: 0 } as Grant,
    means,
    'with an ID token',
  )
  await rows.insert('grants', grantId ?? '')
  await readAll()
  sendJson(response, body)
}

interface Grant {
  readonly grantId: string
  readonly accountId: string
  readonly scope: string
  readonly aud: string
  readonly generation: number
}

async function mintTokens(grant: Grant, { origin, mint }: Means, kind: 'with an ID token' | 'without') {
  const { grantId, accountId, scope, aud, generation } = grant
  const claims = { ...accessTokenClaims(origin, accountId, { aud, scope }), grantId }
  const accessToken =
    aud === resources.es256.uri ? await mint.signJwt('ES256', claims, 'at+jwt') : mint.seal(claims)
  const idToken =
    kind === 'without'
      ? undefined
      : await mint.signJwt('ES256', idTokenClaims(origin, accountId, accessToken), 'JWT')
  const version = `${grantId}.${generation}.${accountId}`
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: lifetimes.accessToken,
    scope,
    refresh_token: `${version}.${mint.mac(version)}`,
    ...(idToken !== undefined && { id_token: idToken }),
  }
}

async function refresh(form: ParsedUrlQuery, response: ServerResponse, means: Means): Promise<void> {
  const { mint, rows } = means
  const [grantId = '', generation = '', accountId = '', mac = ''] = String(form.refresh_token).split('.')
  if (!mint.isMac(`${grantId}.${generation}.${accountId}`, mac)) return send(response, 400, '{}')
  await rows.readTogether(['grants', grantId], ['accounts', accountId])
  const grant = {
    grantId,
    accountId,
    generation: Number(generation) + 1,
    aud: resources.es256.uri,
    scope: resources.es256.scope,
  }
  const body = await mintTokens(grant, means, 'without')
  if (!(await rows.advance(grantId, Number(generation)))) return send(response, 400, '{}')
  sendJson(response, body)
}

async function introspect(
  request: IncomingMessage,
  response: ServerResponse,
  { mint, rows }: Means,
): Promise<void> {
  const form = await readForm(request)
  if (!isClient(request)) return send(response, 401, '{}')
  const { grantId, ...claims } = mint.unseal(String(form.token))
  await readTokenRows(String(claims.sub), String(grantId), rows)
  sendJson(response, { active: true, token_type: 'Bearer', ...claims })
}

async function userinfo(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { mint, rows }: Means,
): Promise<void> {
  const { sub, grantId } = mint.unseal((headers.authorization ?? '').slice('Bearer '.length))
  await readTokenRows(String(sub), String(grantId), rows)
  sendJson(response, { sub, ...people[0]?.claims })
}

function readTokenRows(accountId: string, grantId: string, rows: Rows): Promise<unknown> {
  return rows.readTogether(['grants', grantId], ['accounts', accountId], ['marks', grantId])
}

function readSession(sessionId: string, accountId: string, rows: Rows): Promise<unknown> {
  return rows.readTogether(['sessions', sessionId], ['accounts', accountId], ['consents', accountId])
}

async function authorize(
  { url = '', headers }: IncomingMessage,
  response: ServerResponse,
  means: Means,
): Promise<void> {
  const query = parse(url.slice(url.indexOf('?') + 1))
  const [sessionId, accountId = '', mac = ''] = (headers.cookie ?? '').replace(/^s=/, '').split('.')
  if (sessionId === undefined || sessionId === '') {
    response.writeHead(303, { location: `/sign-in${url.slice(url.indexOf('?'))}` }).end()
    return
  }
  if (!means.mint.isMac(`${sessionId}.${accountId}`, mac)) return send(response, 400, '{}')
  await readSession(sessionId, accountId, means.rows)
  sendCode(response, { query, sessionId, accountId }, means.mint)
}

function sendCode(
  response: ServerResponse,
  { query, sessionId, accountId }: { query: ParsedUrlQuery; sessionId: string; accountId: string },
  mint: Mint,
): void {
  const grantId = randomUUID()
  const { scope, resource: aud, code_challenge: challenge, state } = query
  const code = mint.seal({ grantId, accountId, sessionId, scope, aud, challenge })
  const location = `${app.redirectUri}?code=${code}&state=${state}`
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end()
}

/**
 * As many statements as Latchkey: whether the request has ended, three attempts counted, the account, the
 * password, the attempts given back, the session, the account and the session again, and how the request
 * ends.
 */
async function signIn(
  request: IncomingMessage,
  response: ServerResponse,
  { rows, mint, passwords }: Means,
): Promise<void> {
  const form = await readForm(request)
  const query = parse((request.url ?? '').slice((request.url ?? '').indexOf('?') + 1))
  const attempt = () => rows.insert('marks', randomUUID())
  await rows.read('marks', 'request')
  for (let count = 0; count < 3; count++) await attempt()
  const account = people.find(({ username }) => username === form.username)
  const accountId = account?.id ?? ''
  await rows.read('accounts', accountId)
  if (!(await verify(passwords.get(accountId) ?? '', String(form.password)))) return send(response, 400, '{}')
  await Promise.all([attempt(), attempt(), attempt()])
  const sessionId = randomUUID()
  await rows.insert('sessions', sessionId)
  await rows.read('accounts', accountId)
  await readSession(sessionId, accountId, rows)
  await rows.read('marks', 'request')
  for (let count = 0; count < 2; count++) await attempt()
  const identity = `${sessionId}.${accountId}`
  response.setHeader('set-cookie', `s=${identity}.${mint.mac(identity)}; HttpOnly; Path=/`)
  sendCode(response, { query, sessionId, accountId }, mint)
}

async function hashPasswords(): Promise<ReadonlyMap<string, string>> {
  const { memoryKib: memoryCost, passes: timeCost, lanes: parallelism } = passwordHash
  const options = { algorithm: 2, memoryCost, timeCost, parallelism }
  return new Map(
    await Promise.all(people.map(async ({ id, password }) => [id, await hash(password, options)] as const)),
  )
}

function sendJson(response: ServerResponse, body: object): void {
  send(response, 200, JSON.stringify(body))
}

function send(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  const headers = {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  }
  response.writeHead(status, headers).end(body)
}

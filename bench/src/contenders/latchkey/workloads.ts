import { api, app, codeFlowScope, introspectedScope, pkce, resources, userinfoScope } from '../../fixtures.ts'
import { requireCode, requireJson, requireJwt, requireStatus, requireText, WrongAnswer } from '../answers.ts'
import type { Connection, Contender, Operation, WireAnswer } from '../contender.ts'
import { CookieJar } from '../cookie-jar.ts'
import { basic, formRequest } from '../requests.ts'

const asApp = basic(app)
const asApi = basic(api)

/** The requests to Latchkey, the same for every storage. */
export const latchkeyWorkloads: Contender['workloads'] = {
  client_credentials_es256: async (connection) => clientCredentials(connection, resources.es256, 'ES256'),
  client_credentials_rs256: async (connection) => clientCredentials(connection, resources.rs256, 'RS256'),
  client_credentials_opaque: async (connection) => clientCredentials(connection, resources.opaque),
  code_flow: codeFlow,
  refresh,
  introspection,
  userinfo,
  password_sign_in: async (connection) => async () => {
    await signIn(connection)
  },
  jwks: async (connection) => async () => {
    const answer = await connection.send({ method: 'GET', path: '/jwks' })
    if (!Array.isArray(requireJson(answer).keys)) throw new WrongAnswer('a key set', answer)
  },
  discovery: async (connection) => async () => {
    const answer = await connection.send({ method: 'GET', path: '/.well-known/openid-configuration' })
    requireText(requireJson(answer), 'token_endpoint', answer)
  },
}

function clientCredentials(
  connection: Connection,
  { uri, scope }: { readonly uri: string; readonly scope: string },
  algorithm?: string,
): Operation {
  const request = formRequest('/token', { grant_type: 'client_credentials', scope, resource: uri }, asApp)
  return async () => {
    const answer = await connection.send(request)
    const token = requireText(requireJson(answer), 'access_token', answer)
    if (algorithm !== undefined) requireJwt(token, algorithm, answer)
  }
}

async function codeFlow(connection: Connection): Promise<Operation> {
  const jar = await session(connection)
  return async () => {
    const tokens = await obtainTokens(connection, jar, codeFlowScope)
    requireJwt(tokens.accessToken, 'ES256', tokens.answer)
    requireJwt(tokens.idToken, 'ES256', tokens.answer)
    requireText(tokens.json, 'refresh_token', tokens.answer)
  }
}

async function refresh(connection: Connection): Promise<Operation> {
  const tokens = await obtainTokens(connection, await session(connection), codeFlowScope)
  let current = requireText(tokens.json, 'refresh_token', tokens.answer)
  return async () => {
    const form = { grant_type: 'refresh_token', refresh_token: current }
    const answer = await connection.send(formRequest('/token', form, asApp))
    const json = requireJson(answer)
    requireJwt(requireText(json, 'access_token', answer), 'ES256', answer)
    const next = requireText(json, 'refresh_token', answer)
    if (next === current) throw new WrongAnswer('another refresh token', answer)
    current = next
  }
}

async function introspection(connection: Connection): Promise<Operation> {
  const { accessToken } = await obtainTokens(connection, await session(connection), introspectedScope)
  const request = formRequest('/introspect', { token: accessToken }, asApi)
  return async () => {
    const answer = await connection.send(request)
    if (requireJson(answer).active !== true) throw new WrongAnswer('an active token', answer)
  }
}

async function userinfo(connection: Connection): Promise<Operation> {
  const { accessToken } = await obtainTokens(connection, await session(connection), userinfoScope)
  const headers = { authorization: `Bearer ${accessToken}` }
  return async () => {
    const answer = await connection.send({ method: 'GET', path: '/userinfo', headers })
    const json = requireJson(answer)
    requireText(json, 'sub', answer)
    requireText(json, 'email', answer)
  }
}

function session(connection: Connection): Promise<CookieJar> {
  return connection.once('session', () => signIn(connection))
}

function authorizePath(scope: string): string {
  return `/authorize?${new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    redirect_uri: app.redirectUri,
    scope,
    state: 'state',
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
  })}`
}

/**
 * From an authorization request without a session, via the sign-in page, to a code: three requests, with a
 * new browser each time.
 */
async function signIn(connection: Connection): Promise<CookieJar> {
  const jar = new CookieJar()
  const redirected = requireStatus(await visit(connection, jar, authorizePath(codeFlowScope)), 303)
  const page = requireStatus(await visit(connection, jar, localPath(redirected)), 200)
  const hidden = Object.fromEntries(readHiddenFields(page.body))
  const form = { ...hidden, ...connection.user, action: 'sign-in' }
  const headers = { ...jar.header(), origin: connection.origin }
  const answer = await connection.send(formRequest('/sign-in', form, headers))
  requireCode(answer, app.redirectUri)
  jar.keep(answer)
  return jar
}

async function visit(connection: Connection, jar: CookieJar, path: string): Promise<WireAnswer> {
  const answer = await connection.send({ method: 'GET', path, headers: jar.header() })
  jar.keep(answer)
  return answer
}

function localPath({ headers }: WireAnswer): string {
  const { pathname, search } = new URL(String(headers.location), 'http://localhost')
  return pathname + search
}

function readHiddenFields(html: string): readonly (readonly [string, string])[] {
  const fields = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)
  return [...fields].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')] as const)
}

async function obtainTokens(connection: Connection, jar: CookieJar, scope: string) {
  const redirect = await connection.send({ method: 'GET', path: authorizePath(scope), headers: jar.header() })
  const code = requireCode(redirect, app.redirectUri)
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: pkce.verifier,
    redirect_uri: app.redirectUri,
  }
  const answer = await connection.send(formRequest('/token', form, asApp))
  const json = requireJson(answer)
  return {
    answer,
    json,
    accessToken: requireText(json, 'access_token', answer),
    idToken: requireText(json, 'id_token', answer),
  }
}

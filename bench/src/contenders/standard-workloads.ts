import { app, codeFlowScope, introspectedScope, pkce, resources, userinfoScope } from '../fixtures.ts'
import { requireCode, requireJson, requireJwt, requireStatus, requireText, WrongAnswer } from './answers.ts'
import type { Connection, Operation, WireAnswer, Workload, WorkloadName } from './contender.ts'
import type { CookieJar } from './cookie-jar.ts'
import { basic, formRequest } from './requests.ts'

/** Differences between peers, although all of them speak OAuth. */
export interface Dialect {
  readonly paths: {
    readonly authorize: string
    readonly token: string
    readonly introspect: string
    readonly userinfo: string
    readonly jwks: string
    readonly discovery: string
  }
  /** Whether it issues ID tokens. */
  readonly openid: boolean
  /** The client that introspects tokens. */
  readonly introspector: { readonly clientId: string; readonly clientSecret: string }
  /** False where a token that names a resource is always a JWT. */
  readonly opaqueTokensNameResource: boolean
  /** Signs the connection's user in, in a new browser. */
  signIn(connection: Connection, authorizePath: string): Promise<CookieJar>
}

interface Ask {
  readonly scope: string
  /** RFC 8707: without one the access token is for userinfo. */
  readonly resource?: string
}

const CODE_FLOW: Ask = { scope: codeFlowScope, resource: resources.es256.uri }

/** The workloads of a peer that accepts standard requests, including `resource`. */
export function standardWorkloads(dialect: Dialect): Record<WorkloadName, Workload> {
  const { paths } = dialect
  const fetched =
    (path: string, check: (json: Readonly<Record<string, unknown>>, answer: WireAnswer) => void) =>
    async (connection: Connection): Promise<Operation> =>
    async () => {
      const answer = await connection.send({ method: 'GET', path })
      check(requireJson(answer), answer)
    }
  return {
    client_credentials_es256: async (connection) =>
      clientCredentials(connection, dialect, toAsk(resources.es256), 'ES256'),
    client_credentials_rs256: async (connection) =>
      clientCredentials(connection, dialect, toAsk(resources.rs256), 'RS256'),
    client_credentials_opaque: async (connection) =>
      clientCredentials(connection, dialect, opaqueAsk(dialect, resources.opaque.scope)),
    code_flow: (connection) => codeFlow(connection, dialect),
    refresh: (connection) => refresh(connection, dialect),
    introspection: (connection) => introspection(connection, dialect),
    userinfo: (connection) => userinfo(connection, dialect),
    password_sign_in: async (connection) => async () => {
      await dialect.signIn(connection, authorizePath(dialect, CODE_FLOW))
    },
    jwks: fetched(paths.jwks, ({ keys }, answer) => {
      if (!Array.isArray(keys) || keys.length === 0) throw new WrongAnswer('a key set', answer)
    }),
    discovery: fetched(paths.discovery, (json, answer) => requireText(json, 'token_endpoint', answer)),
  }
}

function toAsk({ uri, scope }: { readonly uri: string; readonly scope: string }): Ask {
  return { scope, resource: uri }
}

function opaqueAsk({ opaqueTokensNameResource }: Dialect, scope: string): Ask {
  return opaqueTokensNameResource ? { scope, resource: resources.opaque.uri } : { scope }
}

function clientCredentials(
  connection: Connection,
  { paths }: Dialect,
  ask: Ask,
  algorithm?: string,
): Operation {
  const request = formRequest(paths.token, { grant_type: 'client_credentials', ...ask }, basic(app))
  return async () => {
    const answer = await connection.send(request)
    const token = requireText(requireJson(answer), 'access_token', answer)
    if (algorithm !== undefined) requireJwt(token, algorithm, answer)
    else if (token.split('.').length === 3) throw new WrongAnswer('an opaque token', answer)
  }
}

async function codeFlow(connection: Connection, dialect: Dialect): Promise<Operation> {
  const jar = await session(connection, dialect)
  return async () => {
    const { answer, json } = await obtainTokens({ connection, jar, dialect }, CODE_FLOW)
    requireJwt(requireText(json, 'access_token', answer), 'ES256', answer)
    requireText(json, 'refresh_token', answer)
    if (dialect.openid) requireJwt(requireText(json, 'id_token', answer), 'ES256', answer)
  }
}

async function refresh(connection: Connection, dialect: Dialect): Promise<Operation> {
  const first = await obtainTokens(
    { connection, jar: await session(connection, dialect), dialect },
    CODE_FLOW,
  )
  let current = requireText(first.json, 'refresh_token', first.answer)
  return async () => {
    const form = { grant_type: 'refresh_token', refresh_token: current, resource: resources.es256.uri }
    const answer = await connection.send(formRequest(dialect.paths.token, form, basic(app)))
    const json = requireJson(answer)
    requireJwt(requireText(json, 'access_token', answer), 'ES256', answer)
    const next = requireText(json, 'refresh_token', answer)
    if (next === current) throw new WrongAnswer('another refresh token', answer)
    current = next
  }
}

async function introspection(connection: Connection, dialect: Dialect): Promise<Operation> {
  const ask = opaqueAsk(dialect, introspectedScope)
  const { answer, json } = await obtainTokens(
    { connection, jar: await session(connection, dialect), dialect },
    ask,
  )
  const form = { token: requireText(json, 'access_token', answer), token_type_hint: 'access_token' }
  const request = formRequest(dialect.paths.introspect, form, basic(dialect.introspector))
  return async () => {
    const introspected = await connection.send(request)
    if (requireJson(introspected).active !== true) throw new WrongAnswer('an active token', introspected)
  }
}

async function userinfo(connection: Connection, dialect: Dialect): Promise<Operation> {
  const ask = { scope: userinfoScope }
  const { answer, json } = await obtainTokens(
    { connection, jar: await session(connection, dialect), dialect },
    ask,
  )
  const headers = { authorization: `Bearer ${requireText(json, 'access_token', answer)}` }
  return async () => {
    const found = await connection.send({ method: 'GET', path: dialect.paths.userinfo, headers })
    const claims = requireJson(found)
    requireText(claims, 'sub', found)
    requireText(claims, 'email', found)
  }
}

function session(connection: Connection, dialect: Dialect): Promise<CookieJar> {
  return connection.once('session', () => dialect.signIn(connection, authorizePath(dialect, CODE_FLOW)))
}

function authorizePath({ paths }: Dialect, ask: Ask): string {
  return `${paths.authorize}?${new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    redirect_uri: app.redirectUri,
    state: 'state-of-the-bench',
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
    ...ask,
  })}`
}

interface Visit {
  readonly connection: Connection
  readonly jar: CookieJar
  readonly dialect: Dialect
}

async function obtainTokens({ connection, jar, dialect }: Visit, ask: Ask) {
  const code = requireCode(await visit(connection, jar, authorizePath(dialect, ask)), app.redirectUri)
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: pkce.verifier,
    redirect_uri: app.redirectUri,
    ...(ask.resource !== undefined && { resource: ask.resource }),
  }
  const answer = await connection.send(formRequest(dialect.paths.token, form, basic(app)))
  return { answer, json: requireJson(answer) }
}

/** Requests a page or a redirect as a browser does. */
export async function visit(connection: Connection, jar: CookieJar, path: string): Promise<WireAnswer> {
  const answer = await connection.send({
    method: 'GET',
    path,
    headers: { accept: 'text/html', ...jar.header() },
  })
  jar.keep(answer)
  return answer
}

/** The path of a redirect within the contender. */
export function localPath(answer: WireAnswer): string {
  requireStatus(answer, 302, 303)
  const { pathname, search } = new URL(String(answer.headers.location), 'http://localhost')
  return pathname + search
}

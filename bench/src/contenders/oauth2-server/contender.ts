import { api, app } from '../../fixtures.ts'
import { requireCode, requireStatus } from '../answers.ts'
import type { Connection, Contender } from '../contender.ts'
import { CookieJar } from '../cookie-jar.ts'
import { formRequest } from '../requests.ts'
import { localPath, standardWorkloads, visit } from '../standard-workloads.ts'

const { jwks, discovery, ...workloads } = standardWorkloads({
  paths: {
    authorize: '/authorize',
    token: '/token',
    introspect: '/introspect',
    userinfo: '/userinfo',
    jwks: '/jwks',
    discovery: '/.well-known/openid-configuration',
  },
  openid: false,
  introspector: api,
  opaqueTokensNameResource: true,
  signIn,
})

export const contender: Contender = {
  name: 'oauth2-server',
  title: '@node-oauth/oauth2-server 5.3, Express 5',
  database: 'postgres',
  notes: [
    'A library for OAuth only: no OpenID Connect, so the code flow and a refresh sign one JWT (the access token) where the others sign an ID token too.',
    'The model on PostgreSQL was written for the bench: rows by primary key, the account joined to the token, named prepared statements; clients in memory, their secrets as SHA-256.',
    'JWT access tokens are signed by node:crypto off the event loop and are not stored; the library verifies or revokes none of them.',
    'Statements: code flow 5, refresh 3, introspection 1, userinfo 1, an opaque client_credentials token 1.',
    'Codes and tokens are stored as they are. A refresh deletes the old token and inserts the new one; a replay is refused, but revokes nothing.',
    'Checked: client secret, redirect URI, scope, PKCE S256 (made mandatory by the bench), expiry, one use of codes and refresh tokens. Not there: consent, a login of its own, `iss` in the answer, rate limits, an audit log.',
    'Introspection is not in the library: a minimal route with one read. Userinfo neither: the library authenticates the token with one read, the route writes the claims.',
    'The password page and its session are the bench’s own: four requests (authorize, page, password, authorize), one more than Latchkey.',
  ],
  workloads,
  leftOut: {
    jwks: 'The library publishes no keys; it would be a constant served by Express.',
    discovery: 'The library has no metadata; it would be a constant served by Express.',
  },
}

/** From an authorization request without a session, via the password page, to a code. */
async function signIn(connection: Connection, authorizePath: string): Promise<CookieJar> {
  const jar = new CookieJar()
  requireStatus(await visit(connection, jar, localPath(await visit(connection, jar, authorizePath))), 200)
  const { username, password } = connection.user
  const form = { username, password, return_to: authorizePath }
  const signedIn = await connection.send(formRequest('/login', form, jar.header()))
  jar.keep(signedIn)
  requireCode(await visit(connection, jar, localPath(signedIn)), app.redirectUri)
  return jar
}

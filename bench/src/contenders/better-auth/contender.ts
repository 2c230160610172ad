import { app } from '../../fixtures.ts'
import { requireCode, requireJson, requireStatus, requireText } from '../answers.ts'
import type { Connection, Contender } from '../contender.ts'
import { CookieJar } from '../cookie-jar.ts'
import { localPath, standardWorkloads, visit } from '../standard-workloads.ts'

export const contender: Contender = {
  name: 'better-auth',
  title: 'better-auth 1.7.5, OAuth provider',
  database: 'postgres',
  notes: [
    'Storage is its own: the pg pool through Kysely, its migrations and indexes, statements that are not prepared (by name).',
    'Passwords are scrypt (N=16384, r=16, p=1: 32 MiB), its default, where the others hash with Argon2id.',
    'Its rate limiter is off: all connections come from one address, and 100 requests in 10 seconds would be all that is measured. Latchkey counts its attempts.',
    'Caches that its documentation offers are on: session cookie cache (5 minutes), cached client, cached resources. Whether a client may have a resource is not asked of the database (`enforcePerClientResources: false`); scopes are checked.',
    'For each signature it reads the signing keys from the database, decrypts the private key and imports it (the default of its JWT plugin); JWKS is read from the database too.',
    'A token that names a resource is always a JWT, so the opaque ones name none; they are introspected by the client that has them, as no other may.',
    'Codes, refresh tokens and opaque access tokens are stored as SHA-256. Statements: code flow 11, refresh 6, introspection 3, userinfo 4.',
    'The client skips consent. A password sign-in is three requests, as with Latchkey: authorize, page (a constant of the bench), password.',
  ],
  workloads: standardWorkloads({
    paths: {
      authorize: '/api/auth/oauth2/authorize',
      token: '/api/auth/oauth2/token',
      introspect: '/api/auth/oauth2/introspect',
      userinfo: '/api/auth/oauth2/userinfo',
      jwks: '/api/auth/jwks',
      discovery: '/api/auth/.well-known/openid-configuration',
    },
    openid: true,
    introspector: app,
    opaqueTokensNameResource: false,
    signIn,
  }),
  leftOut: {},
}

/** From an authorization request without a session, via the password page, to a code. */
async function signIn(connection: Connection, authorizePath: string): Promise<CookieJar> {
  const jar = new CookieJar()
  const page = localPath(await visit(connection, jar, authorizePath))
  requireStatus(await visit(connection, jar, page), 200)
  const { username: email, password } = connection.user
  const body = JSON.stringify({ email, password, oauth_query: page.slice(page.indexOf('?') + 1) })
  const headers = { 'content-type': 'application/json', origin: connection.origin, ...jar.header() }
  const signedIn = await connection.send({ method: 'POST', path: '/api/auth/sign-in/email', headers, body })
  jar.keep(signedIn)
  const location = requireText(requireJson(signedIn), 'url', signedIn)
  requireCode({ ...signedIn, status: 302, headers: { location } }, app.redirectUri)
  return jar
}

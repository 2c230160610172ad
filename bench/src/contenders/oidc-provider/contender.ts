import { api, app } from '../../fixtures.ts'
import { requireCode, requireStatus } from '../answers.ts'
import type { Connection, Contender } from '../contender.ts'
import { CookieJar } from '../cookie-jar.ts'
import { formRequest } from '../requests.ts'
import { localPath, standardWorkloads, visit } from '../standard-workloads.ts'

export const contender: Contender = {
  name: 'oidc-provider',
  title: 'oidc-provider 9.13',
  database: 'postgres',
  notes: [
    'Adapter written for the bench: a table per model, the id as primary key, partial indexes on grant, uid and user code, named prepared statements, one round trip per call.',
    'Clients are configured and kept in memory; a client secret is kept and compared as it is, where Latchkey hashes.',
    'Codes, refresh tokens and opaque access tokens are stored as they are: whoever reads the database can use them.',
    'JWT access tokens by resource indicators are not stored. They cannot be introspected either (the endpoint refuses JWTs), so introspection is of an opaque one here as everywhere.',
    'Redeeming a code or a refresh token is a read and then a write, not one atomic step: of two at once both may win.',
    'Statements: code flow 10, refresh 5, introspection 3, userinfo 3, an opaque client_credentials token 1. A redeemed refresh token stays stored until it expires.',
    'A session has one grant for a client, which later authorizations share; Latchkey opens a grant for each code.',
    'A password sign-in is four requests (authorize, page, password, resume), one more than Latchkey; there is no limit on attempts and no audit log.',
    'Refresh tokens are issued without `offline_access` and do not end with the session (`issueRefreshToken`, `expiresWithSession`), which saves it a read of the session.',
  ],
  workloads: standardWorkloads({
    paths: {
      authorize: '/auth',
      token: '/token',
      introspect: '/token/introspection',
      userinfo: '/me',
      jwks: '/jwks',
      discovery: '/.well-known/openid-configuration',
    },
    openid: true,
    introspector: api,
    opaqueTokensNameResource: true,
    signIn,
  }),
  leftOut: {},
  // A code lives for a minute. Redeemed refresh tokens are kept until they expire, to detect replays.
  purgeSql: ['delete from oidc_authorization_code where consumed_at is not null'],
}

/** From an authorization request without a session, via the password page, to a code. */
async function signIn(connection: Connection, authorizePath: string): Promise<CookieJar> {
  const jar = new CookieJar()
  const interaction = localPath(await visit(connection, jar, authorizePath))
  requireStatus(await visit(connection, jar, interaction), 200)
  const { username, password } = connection.user
  const resume = localPath(
    await connection.send(formRequest(interaction, { username, password }, jar.header())),
  )
  requireCode(await visit(connection, jar, resume), app.redirectUri)
  return jar
}

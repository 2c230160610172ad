import { app } from '../../cast.ts'
import { requireCode, requireJson, requireStatus, requireText } from '../answers.ts'
import type { Contender, Seat } from '../contender.ts'
import { CookieJar } from '../cookie-jar.ts'
import { localPath, standardWorkloads, visit } from '../standard-workloads.ts'

export const contender: Contender = {
  name: 'better-auth',
  title: 'better-auth 1.7.5, OAuth provider',
  database: 'postgres',
  notes: [],
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

/** From the authorization request without a session, over the page for the password, to a code. */
async function signIn(seat: Seat, authorizePath: string): Promise<CookieJar> {
  const jar = new CookieJar()
  const page = localPath(await visit(seat, jar, authorizePath))
  requireStatus(await visit(seat, jar, page), 200)
  const { username: email, password } = seat.user
  const body = JSON.stringify({ email, password, oauth_query: page.slice(page.indexOf('?') + 1) })
  const headers = { 'content-type': 'application/json', origin: seat.origin, ...jar.header() }
  const signedIn = await seat.send({ method: 'POST', path: '/api/auth/sign-in/email', headers, body })
  jar.keep(signedIn)
  const location = requireText(requireJson(signedIn), 'url', signedIn)
  requireCode({ ...signedIn, status: 302, headers: { location } }, app.redirectUri)
  return jar
}

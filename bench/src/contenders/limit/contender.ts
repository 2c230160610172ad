import { app } from '../../fixtures.ts'
import { requireCode, requireStatus } from '../answers.ts'
import type { Connection, Contender } from '../contender.ts'
import { CookieJar } from '../cookie-jar.ts'
import { formRequest } from '../requests.ts'
import { localPath, standardWorkloads, visit } from '../standard-workloads.ts'

export const limitWorkloads = standardWorkloads({
  paths: {
    authorize: '/authorize',
    token: '/token',
    introspect: '/introspect',
    userinfo: '/userinfo',
    jwks: '/jwks',
    discovery: '/.well-known/openid-configuration',
  },
  openid: true,
  introspector: app,
  opaqueTokensNameResource: true,
  signIn,
})

export const contender: Contender = {
  name: 'limit',
  title: 'The limit',
  database: 'postgres',
  notes: [
    'Not a server that anybody could use: it checks no scope, no redirect URI, no expiry, has no pages, no log, no limits, no rotation of keys.',
    'Bare node:http. It parses the form, compares the hash of the client secret, makes the same statements to PostgreSQL as Latchkey (by primary key, joined where Latchkey joins, prepared, one by one through pg), and makes the same cryptography. Latchkey carries the calls of several requests in one statement, and so can be above 100 % of it under load.',
    'At a refresh it signs no ID token, as OpenID Connect leaves open (Core §12.2); Latchkey and oidc-provider do.',
    'Signs with node:crypto on the event loop or off it; the faster of the two is taken, in each measurement.',
  ],
  workloads: limitWorkloads,
  leftOut: {},
}

async function signIn(connection: Connection, authorizePath: string): Promise<CookieJar> {
  const jar = new CookieJar()
  const page = localPath(await visit(connection, jar, authorizePath))
  requireStatus(await visit(connection, jar, page), 200)
  const answer = await connection.send(formRequest(page, { ...connection.user }, jar.header()))
  requireCode(answer, app.redirectUri)
  jar.keep(answer)
  return jar
}

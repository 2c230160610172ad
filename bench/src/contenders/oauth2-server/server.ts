import OAuth2Server from '@node-oauth/oauth2-server'
import express, { type Request, type Response } from 'express'
import { Pool } from 'pg'
import { lifetimes } from '../../fixtures.ts'
import { openAccountTable } from '../account-table.ts'
import { announce } from '../announce.ts'
import { DATABASE_CONNECTIONS, readEnvironment } from '../environment.ts'
import { createModel } from './model.ts'
import { answerIntrospection, answerUserinfo } from './own-routes.ts'
import { createSessions } from './sessions.ts'
import { createTables, purgeRegularly } from './tables.ts'
import { createTokenStore } from './token-store.ts'

const { port, origin, databaseUrl } = readEnvironment()
const pool = new Pool({ connectionString: databaseUrl, max: DATABASE_CONNECTIONS })
pool.on('error', console.error)
await createTables(pool)
purgeRegularly(pool)
const sessions = createSessions(pool, await openAccountTable(pool))
const store = createTokenStore(pool)
const oauth = new OAuth2Server({
  model: createModel(store, origin),
  accessTokenLifetime: lifetimes.accessToken,
  refreshTokenLifetime: lifetimes.refreshToken,
})

const app = express().disable('x-powered-by').disable('etag')
app.use(express.urlencoded({ extended: false }))
app.post('/token', async (request, response) => {
  const answer = new OAuth2Server.Response()
  await settle(oauth.token(toOAuthRequest(request), answer))
  send(response, answer)
})
app.get('/authorize', async (request, response) => {
  const user = await sessions.find(request.headers.cookie)
  if (user === undefined) {
    response.redirect(303, `/login?return_to=${encodeURIComponent(request.originalUrl)}`)
    return
  }
  // The library leaves it to its user to require PKCE.
  if (request.query.code_challenge === undefined) {
    response.status(400).json({ error: 'invalid_request' })
    return
  }
  const answer = new OAuth2Server.Response()
  const authenticateHandler = { handle: () => user }
  await settle(oauth.authorize(toOAuthRequest(request), answer, { authenticateHandler }))
  send(response, answer)
})
app.get('/login', sessions.showPage)
app.post('/login', sessions.signIn)
app.post('/introspect', answerIntrospection(store, origin))
app.get('/userinfo', async (request, response) => {
  const answer = new OAuth2Server.Response()
  const token = await settle(oauth.authenticate(toOAuthRequest(request), answer, userinfoOptions))
  if (token === undefined) send(response, answer)
  else answerUserinfo(token, response)
})

const server = app.listen(port, '127.0.0.1', () => {
  announce({ url: origin, notes: [] }, async () => {
    server.closeAllConnections()
    await pool.end()
  })
})

const userinfoOptions = {
  scope: ['openid'],
  addAcceptedScopesHeader: false,
  addAuthorizedScopesHeader: false,
}

/** Only those parts of a request that the library reads: it copies every member that it is given. */
function toOAuthRequest({ headers, method, query, body }: Request) {
  return new OAuth2Server.Request({ headers, method, query, body } as ConstructorParameters<
    typeof OAuth2Server.Request
  >[0])
}

/** The library writes an OAuth error into its response, and also throws it; any other error is a fault. */
async function settle<Result>(answering: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answering
  } catch (error) {
    if (!(error instanceof OAuth2Server.OAuthError) || error.code >= 500) throw error
    return undefined
  }
}

function send(response: Response, { status = 200, headers = {}, body }: OAuth2Server.Response): void {
  response.status(status).set(headers)
  if (status === 302) response.end()
  else response.json(body)
}

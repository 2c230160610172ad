import { createServer } from 'node:http'
import { toNodeHandler } from 'better-auth/node'
import { Pool } from 'pg'
import { announce } from '../announce.ts'
import { DATABASE_CONNECTIONS, readEnvironment } from '../environment.ts'
import { createAuth } from './auth.ts'
import { makeKeys, seed } from './seed.ts'

const { port, origin, databaseUrl } = readEnvironment()
const pool = new Pool({ connectionString: databaseUrl, max: DATABASE_CONNECTIONS })
pool.on('error', console.error)
const auth = await createAuth(pool, origin)
await seed(auth)

/**
 * The sign-in page of an app that uses the library. The query, signed by the library, is sent back with the
 * password.
 */
const PAGE = `<!doctype html><html lang="en"><title>Sign in</title><form>
<label>Email <input name="email" type="email" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button></form></html>`
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-length': Buffer.byteLength(PAGE),
}

const answer = toNodeHandler(auth)
const server = createServer((request, response) => {
  if (request.url?.startsWith('/login?')) return void response.writeHead(200, PAGE_HEADERS).end(PAGE)
  answer(request, response).catch((error) => {
    console.error(error)
    if (!response.headersSent) response.writeHead(500).end()
  })
})
server.listen(port, '127.0.0.1', async () => {
  await makeKeys(auth, origin)
  announce({ url: origin, notes: [] }, async () => {
    server.closeAllConnections()
    await pool.end()
  })
})

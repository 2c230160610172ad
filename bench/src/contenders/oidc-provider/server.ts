import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'
import { Pool } from 'pg'
import { openAccountTable } from '../account-table.ts'
import { announce } from '../announce.ts'
import { DATABASE_CONNECTIONS, readEnvironment } from '../environment.ts'
import { toConfiguration } from './configuration.ts'
import { createPostgresAdapter, createTables, purgeRegularly } from './postgres-adapter.ts'
import { answerInteraction } from './sign-in-page.ts'

const { port, origin, databaseUrl } = readEnvironment()
const pool = new Pool({ connectionString: databaseUrl, max: DATABASE_CONNECTIONS })
pool.on('error', console.error)
await createTables(pool)
purgeRegularly(pool)
const accounts = await openAccountTable(pool)

const provider = new Provider(origin, toConfiguration({ adapter: createPostgresAdapter(pool), accounts }))
provider.on('server_error', (_ctx, error) => console.error(error))

const answer = provider.callback()
const server = createServer((request, response) => {
  if (!request.url?.startsWith('/interaction/')) return void answer(request, response)
  answerInteraction({ request, response }, provider, accounts).catch((error) => {
    console.error(error)
    if (!response.headersSent) response.writeHead(500).end()
  })
})
server.listen(port, '127.0.0.1', () => {
  announce({ url: origin, notes: [] }, async () => {
    server.closeAllConnections()
    await pool.end()
  })
})

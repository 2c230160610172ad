/**
 * Runs the four on ports of this machine. DATABASE_URL chooses the server's database; without it there is an
 * SQLite file.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createLogger } from 'latchkey'
import { createApi } from './api.ts'
import { createNotebook } from './notebook.ts'
import { createServer } from './server.ts'
import { createStatistics } from './statistics.ts'

const issuer = 'http://localhost:4030'
const url = 'http://localhost:4031'
const api = 'http://localhost:4032'
mkdirSync('.latchkey', { recursive: true, mode: 0o700 })
const storage = process.env.DATABASE_URL ?? 'sqlite:.latchkey/first-server.db'
const urls = { api, notebook: url }
const logger = createLogger({ level: 'warn' })
const configuration = { issuer, storage, secretFile: '.latchkey/secret', logger }
const { server, app, secrets } = await createServer(urls, configuration)

const sessions = 'sqlite:.latchkey/sessions.db'
const notebook = createNotebook(api, { issuer, url, clientSecret: secrets.notebook, sessions })
const statistics = createStatistics(api, { issuer, clientSecret: secrets.statistics })
for (const [index, host] of [app, notebook, createApi(issuer, api), statistics].entries()) {
  host.listen(4030 + index, '127.0.0.1', (error) => {
    if (error) throw error
  })
}

const username = 'ada@example.com'
const password = randomBytes(12).toString('base64url')
if ((await server.accounts.findByUsername(username)) === undefined) {
  await server.accounts.create({ username, password, claims: { name: 'Ada Lovelace', email: username } })
  console.log(`${username} has the password ${password} (not shown again)`)
}
console.log(`The notebook: ${url} · the statistics: http://localhost:4033 · the server: ${issuer}`)

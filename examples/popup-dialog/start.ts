/** Runs the three on ports of this machine. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { toNodeHandler } from 'latchkey/node'
import { createApi } from './api.ts'
import { createLatchkey } from './latchkey.ts'
import { createSite } from './site.ts'

const issuer = 'http://localhost:4040'
const page = 'http://localhost:4041'
const api = 'http://localhost:4042'
mkdirSync('.latchkey', { recursive: true, mode: 0o700 })
const latchkey = await createLatchkey({ page, api }, { issuer, storage: 'sqlite:.latchkey/latchkey.db' })

createServer(toNodeHandler(latchkey)).listen(4040, '127.0.0.1')
createSite({ issuer, api }).listen(4041, '127.0.0.1')
createApi({ issuer, api, page }).listen(4042, '127.0.0.1')

const username = 'ada@example.com'
const password = randomBytes(12).toString('base64url')
if ((await latchkey.accounts.findByUsername(username)) === undefined) {
  await latchkey.accounts.create({ username, password, claims: { name: 'Ada Lovelace', email: username } })
  console.log(`Sign in as ${username} with the password ${password} (not shown again)`)
}
console.log(`The page: ${page} · the API: ${api}/answer · Latchkey: ${issuer}`)

/**
 * Runs the app on http://localhost:4051. ISSUER and CLIENT_ID choose the provider; without them there is a
 * Latchkey beside it.
 */
import { mkdirSync } from 'node:fs'
import { createApp } from './app.ts'
import { startLatchkey } from './latchkey.ts'

const url = 'http://localhost:4051'
const { ISSUER, CLIENT_ID: clientId = 'express-login', CLIENT_SECRET, SCOPE: scope } = process.env
mkdirSync('.latchkey', { recursive: true, mode: 0o700 })
const issuer = ISSUER ?? (await startLatchkey(4050, { clientId, url }))
// A public client has no secret; PKCE is what protects its codes.
const secret = CLIENT_SECRET === undefined ? {} : { clientSecret: CLIENT_SECRET }
const app = createApp({ issuer, clientId, ...secret, url, scope, sessions: 'sqlite:.latchkey/sessions.db' })
app.listen(4051, '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`The app: ${url}. It signs people in at ${issuer}`)
})

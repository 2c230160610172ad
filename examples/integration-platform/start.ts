/** Runs the service and the platform beside each other. What they know ends with them. */
import { randomBytes } from 'node:crypto'
import { createApp } from './app.ts'
import { createPlatform } from './platform.ts'
import { createServer, type Platform } from './server.ts'

const [issuer, url] = ['http://localhost:4060', 'http://localhost:4061']
const [username, password] = ['ada@example.com', randomBytes(12).toString('base64url')]
const clientSecret = process.env.PLATFORM_SECRET ?? randomBytes(32).toString('base64url')
const form: Platform = { clientId: 'workflows', clientSecret, redirectUris: [`${url}/oauth/callback`] }
const users = [{ username, password, claims: { name: 'Ada Lovelace' } }]
// Half a minute, so that one can watch the platform refresh.
const configuration = { issuer, users, accessToken: { lifetimeSeconds: 30 }, logger: false } as const
const platform = createPlatform(issuer, form)
createApp(await createServer(form, configuration)).listen(4060, '127.0.0.1')
platform.app.listen(4061, '127.0.0.1')
setInterval(() => void platform.poll().catch(console.error), 5_000)
console.log(`The platform: ${url} · the service: ${issuer} · sign in as ${username}, ${password}`)

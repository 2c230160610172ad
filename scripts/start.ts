/**
 * `npm start`: the authorization server on http://localhost:4000 and the demo app on http://localhost:4001.
 * With `-- --new-password`, the account gets a new password.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { join, relative, resolve } from 'node:path'
import { type AuthorizationServer, createAuthorizationServer, createLogger } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'
import latchkey from 'latchkey/package.json' with { type: 'json' }
import { demoApp } from '../examples/demo/app.ts'

const port = readPort('LATCHKEY_PORT', 4000)
const demoPort = readPort('DEMO_PORT', 4001)
const issuer = `http://localhost:${port}`
const url = `http://localhost:${demoPort}`
const folder = resolve('.latchkey')
const dataFile = join(folder, 'demo.db')
const username = 'ada@example.com'
const NEW_PASSWORD = '--new-password'
/** Created anew at each start: only the server and the app get it, and it is stored nowhere. */
const registration = { issuer, url, clientId: 'demo', clientSecret: randomBytes(32).toString('base64url') }

await start().catch((cause: unknown) => stopWith(cause instanceof Error ? cause.message : String(cause)))

async function start(): Promise<void> {
  prepareFolder()
  const isNew = !existsSync(dataFile)
  const server = await createAuthorizationServer({
    issuer,
    storage: `sqlite:${dataFile}`,
    logger: createLogger({ level: 'warn' }),
    accounts: { signUp: 'open' },
    resources: [{ uri: `${url}/api`, name: 'Books API', scopes: { 'books:read': 'See your books' } }],
    clients: [
      {
        clientId: registration.clientId,
        clientSecret: registration.clientSecret,
        name: 'Bookshelf',
        redirectUris: [`${url}/callback`],
        postLogoutRedirectUris: [`${url}/`],
        scopes: ['openid', 'profile', 'email', 'books:read'],
      },
    ],
  })
  const hosts = [
    await listen(toNodeHandler(server), port, 'LATCHKEY_PORT'),
    await listen(demoApp(registration), demoPort, 'DEMO_PORT'),
  ]
  // After the ports are open: a start that fails must not have created a password that nobody saw.
  const password = await openFirstAccount(server)
  const stop = async () => {
    for (const host of hosts) host.close().closeAllConnections()
    await server.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  printBanner(isNew, password)
}

function readPort(name: string, otherwise: number): number {
  const chosen = Number(process.env[name] ?? otherwise)
  const isPort = Number.isInteger(chosen) && chosen > 0 && chosen < 65536
  return isPort ? chosen : stopWith(`${name} must be a port number from 1 to 65535`)
}

function stopWith(message: string): never {
  console.error(message)
  process.exit(1)
}

function prepareFolder(): void {
  try {
    // Not recursive: the parent is the current folder, and on some file systems a recursive call never
    // returns.
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
    // With a slash, as a file of that name could be writable as well.
    accessSync(join(folder, '/'), constants.W_OK)
  } catch (cause) {
    throw new Error(`Cannot keep data in ${folder}: ${cause instanceof Error ? cause.message : cause}`)
  }
}

function listen(listener: RequestListener, chosen: number, variable: string): Promise<Server> {
  return new Promise((done, reject) => {
    const host = createServer(listener).listen(chosen, '127.0.0.1', () => done(host))
    const busy = `Port ${chosen} is in use by another process. Stop it, or choose another: ${variable}=${chosen + 100} npm start`
    host.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(busy) : error)
    })
  })
}

/** The account's password if it is new: `undefined` if the account was there and is to keep its own. */
async function openFirstAccount({ accounts }: AuthorizationServer): Promise<string | undefined> {
  const account = await accounts.findByUsername(username)
  if (account !== undefined && !process.argv.includes(NEW_PASSWORD)) return undefined
  const password = makePassword()
  const claims = { name: 'Ada Lovelace', email: username, email_verified: true }
  if (account === undefined) await accounts.create({ username, password, claims })
  else await accounts.setPassword(account.id, password)
  return password
}

/** 79 bits, without characters that look alike. */
function makePassword(): string {
  const characters = 'abcdefghjkmnpqrstuvwxyz23456789'
  const group = () => Array.from({ length: 4 }, () => characters[randomInt(characters.length)]).join('')
  return Array.from({ length: 4 }, group).join('-')
}

function printBanner(isNew: boolean, password: string | undefined): void {
  const lost = `as printed by the first start; if it is lost: npm start -- ${NEW_PASSWORD}`
  const shown = password ? `${password}     (not shown again)` : lost
  console.log(`
Latchkey ${latchkey.version} · Node ${process.versions.node} · development, not for production

  Demo app    ${url}
  Issuer      ${issuer}
  Discovery   ${issuer}/.well-known/openid-configuration
  Data        ${relative(process.cwd(), dataFile)} (${isNew ? 'new' : 'kept'})

  Sign in as  ${username}
  Password    ${shown}

  Try it      open the demo app, sign in, call its API, refresh, sign out
              or make an account of your own: ${issuer}/sign-up
  Next        docs/guides/embed.md puts the server into your own app
  Stop        Ctrl-C; the data stays. Delete ${relative(process.cwd(), folder)} to begin again

! Cookies are not Secure, because the issuer is http://localhost.
`)
}

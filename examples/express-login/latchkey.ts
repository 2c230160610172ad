/** A provider for those who have none yet: Latchkey with one account and this app as its client. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { createAuthorizationServer } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'

const username = 'ada@example.com'

/** Answers the issuer. The data stay in this folder; the password is printed by the first start. */
export async function startLatchkey(port: number, app: { clientId: string; url: string }): Promise<string> {
  const issuer = `http://localhost:${port}`
  const server = await createAuthorizationServer({
    issuer,
    storage: 'sqlite:.latchkey/latchkey.db',
    logger: false,
    clients: [toClient(app)],
  })
  const password = randomBytes(12).toString('base64url')
  if ((await server.accounts.findByUsername(username)) === undefined) {
    await server.accounts.create({ username, password, claims: { name: 'Ada Lovelace', email: username } })
    console.log(`Sign in as ${username} with the password ${password} (not shown again)`)
  }
  createServer(toNodeHandler(server)).listen(port, '127.0.0.1')
  return issuer
}

/** A client without a secret, as at any provider that the two environment variables name. */
export function toClient({ clientId, url }: { clientId: string; url: string }) {
  return {
    clientId,
    name: 'Express login',
    redirectUris: [`${url}/callback`],
    postLogoutRedirectUris: [`${url}/`],
    scopes: ['openid', 'profile', 'email'],
  }
}

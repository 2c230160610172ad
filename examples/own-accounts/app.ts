/** An Express app that had users before, and now lets other apps sign them in: Latchkey stands at `/auth`, beside its own routes. */
import express, { type Express } from 'express'
import { type Account, type AuthorizationServer, createAuthorizationServer } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'
import type { User, Users } from './users.ts'

export interface AppOptions {
  /** The app's public URL. */
  readonly url: string
  readonly users: Users
  /** Where Latchkey keeps what is its own: grants, sessions, keys. People stay in the app's table. */
  readonly storage: string
  /** Where the partner's app, which is allowed to sign people in, takes the answer. */
  readonly partnerCallback: string
}

export async function createApp(options: AppOptions): Promise<{ app: Express; server: AuthorizationServer }> {
  const { url, users, storage, partnerCallback } = options
  const server = await createAuthorizationServer({
    issuer: `${url}/auth`,
    storage,
    logger: false,
    accounts: {
      async signIn({ username, password }) {
        const user = await users.check(username, password)
        return user
          ? { outcome: 'authenticated', account: toAccount(user), amr: ['pwd'] }
          : { outcome: 'wrong_credentials' }
      },
      async find(id) {
        const user = users.find(id)
        return user && toAccount(user)
      },
    },
    clients: [{ clientId: 'partner', name: 'Partner', redirectUris: [partnerCallback] }],
  })

  const app = express()
  app.use(toNodeHandler(server))
  app.get('/', (_req, res) => void res.send(`A small shop with ${users.count()} customers`))
  return { app, server }
}

/** A row of the table as Latchkey sees it: `id` becomes `sub` and must never change. */
function toAccount({ id, email, name }: User): Account {
  return { id, username: email, disabled: false, claims: { name, email, email_verified: true } }
}

/**
 * A books API. Its users log in to it as they always did; other people's apps get their access from Latchkey,
 * at `/oauth`.
 */
import express, { type Request, type Response } from 'express'
import type { Account, AuthorizationServer, Configuration } from 'latchkey'
import { createAuthorizationServer, ManagementError } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'
import { protect, requireScopes } from 'latchkey-connect/resource-server'
import { look, notFoundPage, toPage } from '../look/page.ts'
import type { Bookshop, User } from './bookshop.ts'

/**
 * @param url The API's public URL. `own` has the operator's clients; those of users come by `POST /clients`.
 */
export async function createBooks(url: string, shop: Bookshop, own: Partial<Configuration>) {
  const audience = `${url}/books`
  const scopes = {
    'books:read': 'See your books',
    'books:write': { description: 'Add books', changes: true },
  }
  const server = await createAuthorizationServer({
    issuer: `${url}/oauth`,
    ...own,
    logger: false,
    resources: [{ uri: audience, name: 'Books', scopes }],
    accounts: {
      async signIn({ username, password }) {
        const user = await shop.checkPassword(username, password)
        if (user === undefined) return { outcome: 'wrong_credentials' }
        return { outcome: 'authenticated', account: toAccount(user), amr: ['pwd'] }
      },
      async find(id) {
        const user = shop.findUser(id)
        return user && toAccount(user)
      },
    },
  })

  const app = express().disable('x-powered-by')
  app.use(toNodeHandler(server), express.json())
  app.post('/login', async ({ body }, res) => {
    const user = await shop.checkPassword(String(body?.email), String(body?.password))
    if (user) res.json({ token: await shop.issueLoginToken(user) })
    else res.status(401).json({ error: 'Wrong email or password' })
  })
  app.post('/clients', async (req, res) => {
    const user = await shop.userOf(req.headers.authorization)
    if (user) await registerClient(server, req, res)
    else res.status(401).json({ error: 'Log in first: POST /login' })
  })

  const welcome = '<p>Programs use it, as README.md shows. They get their access at <code>/oauth</code>.</p>'
  app.get('/', (_req, res) => void res.send(toPage('The books API', welcome)))
  app.get('/style.css', (_req, res) => res.sendFile('style.css', look))

  app.use('/books', protect({ issuer: server.issuer, audience }))
  // A person's books, or those of a service that comes without a person.
  const ownerOf = ({ auth }: Request) => auth?.accountId ?? `client ${auth?.clientId}`
  app.get('/books', requireScopes('books:read'), (req, res) => void res.json(shop.booksOf(ownerOf(req))))
  app.post('/books', requireScopes('books:write'), (req, res) => {
    const title: unknown = req.body?.title
    if (typeof title !== 'string') return void res.status(400).json({ error: 'Send {"title": "…"} as JSON' })
    res.status(201).json(shop.addBook(ownerOf(req), title))
  })
  app.use((_req, res) => void res.status(404).send(notFoundPage))
  return { server, app }
}

/**
 * An app of one of our users. The server's own rules say what is wrong with it, such as a redirect URI
 * without https.
 */
async function registerClient({ clients }: AuthorizationServer, { body }: Request, res: Response) {
  try {
    const { client, clientSecret } = await clients.create({
      name: body?.name ?? '',
      redirectUris: body?.redirectUris ?? [],
      tokenEndpointAuthMethod: 'client_secret_basic',
      scopes: ['openid', 'profile', 'books:read', 'books:write'],
    })
    res.status(201).json({ clientId: client.clientId, clientSecret })
  } catch (cause) {
    if (!(cause instanceof ManagementError)) throw cause
    res.status(400).json({ error: cause.message })
  }
}

/** A row of the table as Latchkey sees it: `id` becomes `sub` and must never change. */
function toAccount({ id, email, name }: User): Account {
  return { id, username: email, disabled: false, claims: { name } }
}

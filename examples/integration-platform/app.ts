/** The service: what the platform and customers' own apps call, and a site. It keeps everything in memory. */
import express, { type Express, type Request } from 'express'
import type { AuthorizationServer } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'
import { requireSignIn, signIn } from 'latchkey-connect/client'
import { protect, requireScopes } from 'latchkey-connect/resource-server'
import { look, notFoundPage, toHtml, toList, toPage, wayBack } from '../look/page.ts'

export function createApp(server: AuthorizationServer): Express {
  const { issuer, accounts, clients } = server
  const tasks = new Map<string, string[]>()
  const tasksOf = (customer = '') => tasks.get(customer) ?? []
  /** Who registered an app of their own, by its client ID. */
  const owners = new Map<string, string>()
  /** Who connected or, when an app comes alone, its owner. The platform's client has none. */
  const customerOf = ({ auth }: Request) => auth?.accountId ?? owners.get(auth?.clientId ?? '') ?? ''

  const app = express().disable('x-powered-by').use(toNodeHandler(server), express.urlencoded())
  app.use(['/me', '/tasks'], protect({ issuer, audience: issuer }))
  app.get('/me', async (req, res) => {
    const account = await accounts.find(customerOf(req))
    res.json({ id: account?.id ?? null, label: account?.claims.name ?? req.auth?.clientId })
  })
  app.use('/tasks', (req, res, next) => void (customerOf(req) ? next() : res.sendStatus(403)))
  app.get('/tasks', requireScopes('tasks:read'), (req, res) => void res.json(tasksOf(customerOf(req))))

  app.get('/style.css', (_req, res) => res.sendFile('style.css', look))
  // The server has a /logout already.
  const paths = { login: '/session/login', callback: '/session/callback', logout: '/session/logout' }
  app.use(signIn({ issuer, clientId: 'site', url: issuer, paths, sessions: 'memory:' }), requireSignIn)
  app.get('/', ({ user }, res) => {
    const content = `${toList('tasks', tasksOf(user?.sub)) || '<p>No tasks yet.</p>'}<form method="post" action="/">
<label for="text">A new task</label><input id="text" name="text" required><button id="add">Add</button></form>
<h2>Apps of your own</h2><form method="post" action="/apps"><label>Name <input name="name" required></label>
<label>Redirect URI, if people sign in to it <input name="uri" type="url"></label>
<button id="register">Register</button></form>
<form method="post" action="/session/logout"><button class="quiet" id="logout">Sign out</button></form>`
    res.send(toPage(`Tasks of ${user?.name}`, content))
  })
  app.post('/', ({ user, body: { text } }, res) => {
    tasks.set(user?.sub ?? '', [...tasksOf(user?.sub), String(text)])
    res.redirect(303, '/')
  })
  app.post('/apps', async ({ user, body: { name, uri } }, res) => {
    const kind = uri ? { redirectUris: [uri] } : { grantTypes: ['client_credentials'] }
    const registration = { name, scopes: ['openid', 'tasks:read'], ...kind }
    const made = await clients.create(registration).catch((error: Error) => error)
    if (made instanceof Error) {
      const content = `<p>Please check what you entered. A redirect URI starts with https://, except on your own computer.</p>
<p><small>${toHtml(made.message)}</small></p>${wayBack}`
      return res.status(422).send(toPage('Not registered', content))
    }
    owners.set(made.client.clientId, user?.sub ?? '')
    const content = `<p>Client ID: <code id="client">${made.client.clientId}</code></p>
<p>Client secret, shown only now: <code id="secret">${made.clientSecret}</code></p>${wayBack}`
    return res.send(toPage(name, content))
  })
  app.use((_req, res) => void res.status(404).send(notFoundPage))
  return app
}

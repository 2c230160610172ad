/** The service: what the platform and customers' own apps call, and a site. It keeps everything in memory. */
import express, { type Express, type Request } from 'express'
import type { AuthorizationServer } from 'latchkey'
import { toNodeHandler } from 'latchkey/node'
import { requireSignIn, signIn } from 'latchkey-connect/client'
import { protect, requireScopes } from 'latchkey-connect/resource-server'
import { toHtml, toPage } from './page.ts'

export function createApp(server: AuthorizationServer): Express {
  const { issuer, accounts, clients } = server
  const tasks = new Map<string, string[]>()
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
  app.get('/tasks', requireScopes('tasks:read'), (req, res) => {
    res.json(tasks.get(customerOf(req)) ?? [])
  })

  app.get('/style.css', (_req, res) => res.sendFile('style.css', { root: `${import.meta.dirname}/../look` }))
  // The server has a /logout already.
  const paths = { login: '/session/login', callback: '/session/callback', logout: '/session/logout' }
  app.use(signIn({ issuer, clientId: 'site', url: issuer, paths, sessions: 'memory:' }), requireSignIn)
  app.get('/', ({ user }, res) => {
    const items = (tasks.get(user?.sub ?? '') ?? []).map((task) => `<li>${toHtml(task)}</li>`)
    const content = `<ul id="tasks">${items.join('')}</ul>
<form method="post" action="/"><label>A new task <input name="text" required></label><button id="add">Add</button></form>
<h2>Apps of your own</h2><form method="post" action="/apps"><label>Name <input name="name" required></label>
<label>Redirect URI, if people sign in to it <input name="uri" type="url"></label>
<button id="register">Register</button></form>`
    res.send(toPage(`Tasks of ${user?.name}`, content))
  })
  app.post('/', ({ user, body: { text } }, res) => {
    tasks.set(user?.sub ?? '', [...(tasks.get(user?.sub ?? '') ?? []), String(text)])
    res.redirect(303, '/')
  })
  app.post('/apps', async ({ user, body: { name, uri } }, res) => {
    const kind = uri ? { redirectUris: [uri] } : { grantTypes: ['client_credentials'] }
    const registration = { name, scopes: ['openid', 'tasks:read'], ...kind }
    const made = await clients.create(registration).catch((error: Error) => error)
    if (made instanceof Error) return res.status(422).send(toPage('Not registered', toHtml(made.message)))
    owners.set(made.client.clientId, user?.sub ?? '')
    const content = `<p>Client ID: <code id="client">${made.client.clientId}</code></p>
<p>Client secret, shown only now: <code id="secret">${made.clientSecret}</code></p>`
    return res.send(toPage(name, content))
  })
  return app
}

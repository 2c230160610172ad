/**
 * An automation platform as they are: fixed URLs, the secret in the body, no PKCE, no discovery. This one has
 * a single user.
 */
import { randomUUID } from 'node:crypto'
import express from 'express'
import { look, notFoundPage, toHtml, toList, toPage } from '../look/page.ts'
import type { Platform } from './server.ts'

type Connection = { access_token: string; refresh_token?: string; label?: string; tasks?: string[] }

/** @param service Its URL; the paths behind it are all that is known of it. */
export function createPlatform(service: string, { redirectUris: [redirect_uri], ...own }: Platform) {
  const client = { client_id: own.clientId, client_secret: own.clientSecret }
  let connection: Connection | undefined
  let state: string = randomUUID()

  async function post(path: string, parameters: Record<string, string>) {
    const body = new URLSearchParams({ ...client, ...parameters })
    const { error, ...fields } = await (await fetch(service + path, { method: 'POST', body })).json()
    if (error === 'invalid_grant') connection = undefined
    if (error) throw new Error(error)
    return fields
  }

  /** Refreshes when the service answers 401, never before, and then asks once more. */
  async function get(path: string, tokens: Connection, refresh_token = tokens.refresh_token) {
    const headers = { authorization: `Bearer ${tokens.access_token}` }
    const answer = await fetch(service + path, { headers })
    if (answer.ok) return answer.json()
    if (answer.status !== 401 || !refresh_token) throw new Error(`The service answered ${answer.status}`)
    // The old refresh token stays in use unless a new one comes (RFC 6749 §6).
    Object.assign(tokens, await post('/token', { grant_type: 'refresh_token', refresh_token }))
    return get(path, tokens, '')
  }

  const app = express().disable('x-powered-by')
  app.get('/style.css', (_req, res) => res.sendFile('style.css', look))
  app.get('/', (_req, res) => {
    const found = toList('found', connection?.tasks ?? [])
    const content = connection
      ? `<p>Connected: <b id="label">${toHtml(connection.label ?? '')}</b>.
${found ? 'The workflow found these tasks.' : 'The workflow has found no tasks yet.'}</p>${found}
<form method="post" action="/disconnect"><button class="quiet" id="disconnect">Disconnect</button></form>`
      : '<p>The workflow has no connection.</p><p class="actions"><a class="button" id="connect" href="/connect">Connect</a></p>'
    res.send(toPage('Workflows', content))
  })
  app.get('/connect', (_req, res) => {
    const request = { client_id: own.clientId, redirect_uri, scope: 'offline_access tasks:read' }
    state = randomUUID()
    res.redirect(`${service}/authorize?response_type=code&${new URLSearchParams({ ...request, state })}`)
  })
  app.get('/oauth/callback', async ({ query }, res) => {
    if (query.state !== state || !query.code) return res.redirect('/')
    const grant = { grant_type: 'authorization_code', code: String(query.code), redirect_uri }
    const tokens = await post('/token', grant)
    connection = { ...tokens, ...(await get('/me', tokens)) }
    return res.redirect('/')
  })
  app.post('/disconnect', async (_req, res) => {
    if (connection?.refresh_token) await post('/revoke', { token: connection.refresh_token })
    connection = undefined
    res.redirect(303, '/')
  })
  app.use((_req, res) => void res.status(404).send(notFoundPage))
  /** What a timer does again and again. */
  const poll = async () => connection && Object.assign(connection, { tasks: await get('/tasks', connection) })
  /** Whether ID and secret are right, before anybody connects. */
  const test = async () => get('/me', await post('/token', { grant_type: 'client_credentials' }))
  return { app, poll, test }
}

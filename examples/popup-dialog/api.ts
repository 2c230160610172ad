/** An API with one answer, for scripts of the page's origin that bring a token. */
import express, { type Express } from 'express'
import { protect, requireScopes } from 'latchkey-connect/resource-server'

export function createApi({ issuer, api, page }: { issuer: string; api: string; page: string }): Express {
  const app = express().disable('x-powered-by')
  app.use((req, res, next) => {
    res.set({
      'access-control-allow-origin': page,
      'access-control-allow-headers': 'Authorization',
      'cache-control': 'no-store',
    })
    // What a browser asks before it sends a token (Fetch §3.2.2); it brings none.
    if (req.method === 'OPTIONS') res.sendStatus(204)
    else next()
  })
  app.use(protect({ issuer, audience: api }))
  app.get('/answer', requireScopes('answer:read'), (_req, res) => void res.json({ answer: 42 }))
  return app
}

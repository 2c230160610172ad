/**
 * Notes: an API that takes the server's access tokens, from people's apps and from services. It keeps the
 * notes in memory.
 */
import express, { type Express, type Request } from 'express'
import { protect, requireScopes } from 'latchkey-connect/resource-server'

export function createApi(issuer: string, audience: string): Express {
  const notes = new Map<string, string[]>()
  const owner = ({ auth }: Request) => auth?.accountId ?? ''

  const api = express().disable('x-powered-by')
  api.use(protect({ issuer, audience }), express.urlencoded())
  api.get('/notes', requireScopes('notes:read'), (req, res) => void res.json(notes.get(owner(req)) ?? []))
  api.post('/notes', requireScopes('notes:write'), (req, res) => {
    notes.set(owner(req), [...(notes.get(owner(req)) ?? []), String(req.body.text)])
    res.sendStatus(201)
  })
  api.get('/count', requireScopes('notes:count'), (_req, res) => {
    res.json({ people: notes.size, notes: [...notes.values()].flat().length })
  })
  return api
}

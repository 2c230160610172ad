/* Started by deployment.ts: an API that accepts access tokens, on its own and killed at any time. */
import express from 'express'
import { protect, requireScopes } from 'latchkey-connect/resource-server'

const { issuer, origin } = JSON.parse(process.argv[2] ?? '{}')

const api = express()
api.use('/books', protect({ issuer, audience: `${origin}/books` }))
api.get('/books', requireScopes('books:read'), (req, res) => {
  res.json({ reader: req.auth?.accountId })
})
api.listen(Number(new URL(origin).port), '127.0.0.1', () => console.log('listening'))

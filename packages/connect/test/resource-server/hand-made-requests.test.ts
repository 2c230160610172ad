import express from 'express'
import serverlessHttp from 'serverless-http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestIssuer, type TestIssuer } from '../../../latchkey/src/testing/start-test-issuer.ts'
import { protect, requireScopes } from '../../src/resource-server/express.ts'

/* serverless-http makes requests that have `headers` alone, and no `rawHeaders`. */

const audience = 'https://api.example.test/books'
let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startTestIssuer({
    resources: [{ uri: audience, scopes: { 'books:read': 'See your books' } }],
  })
})
afterAll(() => issuer.close())

async function ask(authorization?: string): Promise<{ readonly statusCode: number; readonly body: string }> {
  const api = express()
  api.use(protect({ issuer: issuer.url, audience, onRefused: () => {} }))
  api.get('/books', requireScopes('books:read'), (req, res) => void res.json(req.auth?.scopes))
  const event = {
    version: '2.0',
    rawPath: '/books',
    rawQueryString: '',
    headers: { host: 'api.example.test', ...(authorization !== undefined && { authorization }) },
    requestContext: { http: { method: 'GET', path: '/books', sourceIp: '203.0.113.9' } },
    body: '',
    isBase64Encoded: false,
  }
  return (await serverlessHttp(api)(event, {})) as { statusCode: number; body: string }
}

test('a token is found in a request that only has parsed headers', async () => {
  const token = await issuer.mintToken({ scopes: ['books:read'] })
  expect(await ask(`Bearer ${token}`)).toMatchObject({ statusCode: 200, body: '["books:read"]' })
  expect(await ask()).toMatchObject({ statusCode: 401 })
})

test('two tokens that the platform has joined are refused (RFC 6750 §2)', async () => {
  const token = await issuer.mintToken({ scopes: ['books:read'] })
  expect((await ask(`Bearer ${token}, Bearer ${token}`)).statusCode).toBeGreaterThanOrEqual(400)
})

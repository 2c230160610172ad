import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import express4 from 'express4'
import fastify from 'fastify'
import { Hono } from 'hono'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'
import * as forExpress from '../../src/resource-server/express.ts'
import * as forFastify from '../../src/resource-server/fastify.ts'
import * as forFetch from '../../src/resource-server/fetch.ts'
import * as forHono from '../../src/resource-server/hono.ts'

export type ApiOptions = forExpress.ProtectOptions & { readonly metadata: forExpress.ResourceMetadataOptions }

export interface GuardedApi {
  readonly url: string
  close(): Promise<void>
}

/**
 * The same API in every framework. `/books` answers who came, or `nobody`; `/books/written` needs
 * `books:write`, `/books/both` two scopes, `/books/strong` an `acr`, `/books/recent` a sign-in of the last
 * minute; `/open/scoped` asks for a scope without a guard.
 */
export const frameworks: Readonly<Record<string, (options: ApiOptions) => Promise<GuardedApi>>> = {
  'Express 5': (options) => openExpress(express(), options),
  'Express 4': (options) => openExpress(express4() as ReturnType<typeof express>, options),
  Fastify: openFastify,
  Hono: openHono,
  fetch: openFetch,
}

/** What a handler saw, told to the test. */
function toSeen(auth: forExpress.TokenAuth | undefined) {
  return auth ? { accountId: auth.accountId, clientId: auth.clientId, scopes: auth.scopes } : 'nobody'
}

async function openExpress(app: ReturnType<typeof express>, options: ApiOptions): Promise<GuardedApi> {
  const { protect, requireAcr, requireRecentAuth, requireScopes } = forExpress
  const books = protect(options)
  const answer: express.RequestHandler = (req, res) => void res.json(toSeen(req.auth))
  app.use('/books', books)
  app.use(books.metadata)
  app.all('/books', answer)
  app.get('/books/written', requireScopes('books:write'), answer)
  app.get('/books/both', requireScopes('books:read', 'books:write'), answer)
  app.get('/books/strong', requireAcr('urn:example:strong', 'urn:example:stronger'), answer)
  app.get('/books/recent', requireRecentAuth(60), answer)
  app.get('/open/scoped', requireScopes('books:read'), answer)
  return toApi(createServer(app))
}

async function openFastify(options: ApiOptions): Promise<GuardedApi> {
  const { protect, requireAcr, requireRecentAuth, requireScopes } = forFastify
  const app = fastify()
  const books = protect(options)
  type Handler = Parameters<typeof app.get>[1]
  const answer = (async (request) => toSeen(request.auth)) as Handler &
    ((request: { auth?: forFastify.TokenAuth | undefined }) => unknown)
  await app.register(books.metadata)
  await app.register(async (part) => {
    part.addHook('onRequest', books)
    part.all('/books', answer)
    part.get('/books/written', { onRequest: requireScopes('books:write') }, answer)
    part.get('/books/both', { onRequest: requireScopes('books:read', 'books:write') }, answer)
    part.get('/books/strong', { onRequest: requireAcr('urn:example:strong', 'urn:example:stronger') }, answer)
    part.get('/books/recent', { preHandler: requireRecentAuth(60) }, answer)
  })
  app.get('/open/scoped', { onRequest: requireScopes('books:read') }, answer)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    async close() {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

async function openHono(options: ApiOptions): Promise<GuardedApi> {
  const { protect, requireAcr, requireRecentAuth, requireScopes } = forHono
  const app = new Hono()
  const books = protect(options)
  app.use('/books/*', books)
  app.use(books.metadata)
  app.all('/books', (c) => c.json(toSeen(c.get('auth'))))
  app.get('/books/written', requireScopes('books:write'), (c) => c.json(toSeen(c.get('auth'))))
  app.get('/books/both', requireScopes('books:read', 'books:write'), (c) => c.json(toSeen(c.get('auth'))))
  app.get('/books/strong', requireAcr('urn:example:strong', 'urn:example:stronger'), (c) =>
    c.json(toSeen(c.get('auth'))),
  )
  app.get('/books/recent', requireRecentAuth(60), (c) => c.json(toSeen(c.get('auth'))))
  app.get('/open/scoped', requireScopes('books:read'), (c) => c.json(toSeen(c.get('auth'))))
  app.onError(() => new Response('fault', { status: 500 }))
  return toApi(createServer(getRequestListener(app.fetch)))
}

async function openFetch(options: ApiOptions): Promise<GuardedApi> {
  const { protect, requireAcr, requireRecentAuth, requireScopes } = forFetch
  const guarded = protect(options)
  const answer = (_request: Request, auth: forFetch.TokenAuth | undefined) => Response.json(toSeen(auth))
  const routes: Readonly<Record<string, (request: Request) => Promise<Response> | Response>> = {
    '/books': guarded(answer),
    '/books/written': guarded(requireScopes('books:write')(answer)),
    '/books/both': guarded(requireScopes('books:read', 'books:write')(answer)),
    '/books/strong': guarded(requireAcr('urn:example:strong', 'urn:example:stronger')(answer)),
    '/books/recent': guarded(requireRecentAuth(60)(answer)),
    '/open/scoped': (request) => requireScopes('books:read')(answer)(request, undefined),
  }
  const handle = async (request: Request) =>
    guarded.metadata(request) ??
    (await routes[new URL(request.url).pathname]?.(request)) ??
    new Response('', { status: 404 })
  const errorHandler = () => new Response('fault', { status: 500 })
  return toApi(createServer(getRequestListener(handle, { errorHandler })))
}

async function toApi(server: ReturnType<typeof createServer>): Promise<GuardedApi> {
  return { url: await listen(server), close: () => close(server) }
}

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import express5, { type Express } from 'express'
import express4 from 'express4'
import fastify, { type FastifyInstance } from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { type NodeHandler, toNodeHandler } from '../../src/adapters/node.ts'

export type Embedded = Parameters<typeof toNodeHandler>[0]

export interface Host {
  readonly name: string
  /** Answers what is not the server's with "the app's own", 200. */
  readonly passesOn: boolean
  /** Puts the server into an app that listens on a free port of this machine. */
  start(server: Embedded): Promise<RunningHost>
}

export interface RunningHost {
  readonly port: number
  close(): Promise<void>
}

export async function listen(listener: RequestListener): Promise<RunningHost> {
  return running(createServer(listener).listen(0, '127.0.0.1'))
}

async function running(server: Server): Promise<RunningHost> {
  if (!server.listening) await new Promise<void>((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port, close }
}

function expressHost(
  name: string,
  express: typeof express5,
  prepare: (app: Express, server: Embedded) => void,
): Host {
  const start = (server: Embedded) => {
    const app = express()
    prepare(app, server)
    app.use((_req, res) => void res.send("the app's own"))
    return listen(app)
  }
  return { name, passesOn: true, start }
}

function expressHosts(version: string, express: typeof express5): readonly Host[] {
  return [
    expressHost(`${version} at the root`, express, (app, server) => app.use(toNodeHandler(server))),
    expressHost(`${version} at a path`, express, (app, server) => {
      app.use(['/auth', '/.well-known'], toNodeHandler(server))
    }),
    expressHost(`${version} after express.json()`, express, (app, server) => {
      app.use(express.json(), toNodeHandler(server))
    }),
    expressHost(`${version} after both body parsers, simple forms`, express, (app, server) => {
      app.use(express.json(), express.urlencoded({ extended: false, limit: '1mb' }), toNodeHandler(server))
    }),
    expressHost(`${version} after both body parsers, extended forms`, express, (app, server) => {
      app.use(express.urlencoded({ extended: true, limit: '1mb' }), express.json(), toNodeHandler(server))
    }),
    expressHost(`${version} after express.raw()`, express, (app, server) => {
      app.use(express.raw({ type: () => true, limit: '1mb' }), toNodeHandler(server))
    }),
    expressHost(`${version} after express.text()`, express, (app, server) => {
      app.use(express.text({ type: () => true, limit: '1mb' }), toNodeHandler(server))
    }),
  ]
}

const nodeHttp: Host = {
  name: 'node:http',
  passesOn: false,
  start: (server) => listen(toNodeHandler(server)),
}

const nodeHttpBeforeAnApp: Host = {
  name: 'node:http, before an app',
  passesOn: true,
  start: (server) => {
    const handler = toNodeHandler(server)
    return listen((req, res) => handler(req, res, () => res.end("the app's own")))
  },
}

function fastifyHost(name: string, prepare: (app: FastifyInstance, handler: NodeHandler) => void): Host {
  const start = async (server: Embedded) => {
    const app = fastify()
    prepare(app, toNodeHandler(server))
    app.all('/*', async () => "the app's own")
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const close = async () => {
      app.server.closeAllConnections()
      await app.close()
    }
    return { port, close }
  }
  return { name, passesOn: true, start }
}

const fastifyHosts: readonly Host[] = [
  fastifyHost('Fastify, by a hook', (app, handler) => {
    app.addHook('onRequest', (request, reply, done) => handler(request.raw, reply.raw, done))
  }),
  fastifyHost('Fastify, by routes', (app, handler) => {
    app.register(async (part) => {
      part.removeAllContentTypeParsers()
      part.addContentTypeParser('*', (_request, _payload, done) => done(null))
      for (const url of ['/auth', '/auth/*', '/.well-known/oauth-authorization-server/auth']) {
        part.all(url, (request, reply) => {
          reply.hijack()
          handler(request.raw, reply.raw)
        })
      }
    })
  }),
]

const honoHost: Host = {
  name: 'Hono',
  passesOn: true,
  async start(server) {
    const app = new Hono()
    app.use(async (context, next) => {
      if (!server.handles(context.req.path)) return next()
      const { address } = getConnInfo(context).remote
      return server.fetch(context.req.raw, address === undefined ? {} : { remoteAddress: address })
    })
    app.all('*', (context) => context.text("the app's own"))
    const options = { fetch: app.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }
    return running(serve(options) as Server)
  },
}

const koaHost: Host = {
  name: 'Koa',
  passesOn: true,
  start(server) {
    const handler = toNodeHandler(server)
    const app = new Koa()
    app.use(async (context, next) => {
      if (!server.handles(context.path)) return next()
      context.respond = false
      handler(context.req, context.res)
    })
    app.use((context) => {
      context.body = "the app's own"
    })
    return listen(app.callback())
  },
}

/** Every way to embed the server that we promise, each as a stranger would write it. */
export const hosts: readonly Host[] = [
  nodeHttp,
  nodeHttpBeforeAnApp,
  ...expressHosts('Express 5', express5),
  ...expressHosts('Express 4', express4),
  ...fastifyHosts,
  honoHost,
  koaHost,
]

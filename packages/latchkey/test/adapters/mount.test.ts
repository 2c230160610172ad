import express from 'express'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { toNodeHandler } from '../../src/adapters/node.ts'
import type { AuthorizationServer } from '../../src/authorization-server.ts'
import { createAuthorizationServer } from '../../src/create-authorization-server.ts'
import { listen } from './hosts.ts'
import { send } from './send.ts'

type Listener = Parameters<typeof listen>[0]

/** What the log warns of while these paths are asked for, one after the other. */
async function warningsOf(
  issuer: string,
  embed: (server: AuthorizationServer) => Listener,
  paths: readonly string[],
): Promise<readonly string[]> {
  const warnings: string[] = []
  const ignore = () => {}
  const logger = {
    debug: ignore,
    info: ignore,
    error: ignore,
    warn: (_: object, text = '') => void warnings.push(text),
  }
  const server = await createAuthorizationServer({ issuer, storage: 'memory:', logger })
  warnings.length = 0
  const host = await listen(embed(server))
  for (const path of paths) await send({ port: host.port, path })
  await host.close()
  await server.close()
  return warnings
}

const app = (mount: string) => (server: AuthorizationServer) =>
  express().use(mount, toNodeHandler(server)) as Listener
const cutting = (prefix: string) => (server: AuthorizationServer) => {
  const handler = toNodeHandler(server)
  const listener: Listener = (req, res) =>
    handler(Object.assign(req, { url: req.url?.slice(prefix.length) }), res)
  return listener
}
const metadata = '/.well-known/openid-configuration'

describe("a path that is not the issuer's is named after a few requests, and once", () => {
  it.each<[string, string, (server: AuthorizationServer) => Listener, string[], string, string]>([
    [
      'mounted elsewhere in Express',
      'http://localhost:1/auth',
      app('/login'),
      ['/login', '/login/token'],
      '/auth',
      '/login',
    ],
    [
      'mounted where the issuer has no path',
      'http://localhost:1',
      app('/auth'),
      [`/auth${metadata}`, '/auth/token', `/auth${metadata}`, `/auth${metadata}`],
      '/',
      '/auth',
    ],
    [
      'cut off by the host or a proxy',
      'http://localhost:1/auth',
      cutting('/auth'),
      ['/auth/token', '/auth/sign-in', '/auth/jwks', '/auth/token'],
      '/auth',
      '/',
    ],
    [
      'added by the host or a proxy',
      'http://localhost:1/auth',
      (server) => toNodeHandler(server),
      ['/shop/auth/token', '/shop/auth/jwks', '/shop/auth/token'],
      '/auth',
      '/shop/auth',
    ],
    [
      'the old path, after a move',
      'http://localhost:1/auth',
      (server) => toNodeHandler(server),
      ['/id/authorize', '/', '/id/authorize', '/id/authorize'],
      '/auth',
      '/id',
    ],
  ])('%s', async (_name, issuer, embed, paths, issuerPath, arrivesAt) => {
    const warnings = await warningsOf(issuer, embed, paths)
    expect(warnings).toEqual([
      expect.stringContaining(`The issuer's path is ${issuerPath}, but requests arrive at ${arrivesAt},`),
    ])
  })

  it('mounted elsewhere in Hono, which asks whose a path is', async () => {
    const warnings: string[] = []
    const ignore = () => {}
    const logger = {
      debug: ignore,
      info: ignore,
      error: ignore,
      warn: (_: object, text = '') => void warnings.push(text),
    }
    const server = await createAuthorizationServer({
      issuer: 'http://localhost:1/auth',
      storage: 'memory:',
      logger,
    })
    warnings.length = 0
    const host = new Hono().use(async (context, next) =>
      server.handles(context.req.path) ? server.fetch(context.req.raw) : next(),
    )
    // One that is malformed has reached no path, so it does not end the watch.
    await server.fetch(new Request('http://localhost:1/id/token', { headers: { host: 'a, b' } }))
    for (let times = 0; times < 3; times++) await host.request(`/id${metadata}`)
    await server.close()
    expect(warnings).toEqual([expect.stringContaining('requests arrive at /id')])
  })
})

describe('nothing is said', () => {
  it.each<[string, string, (server: AuthorizationServer) => Listener, string[]]>([
    [
      'when requests come as they should',
      'http://localhost:1/auth',
      app('/auth'),
      ['/auth/jwks', '/auth/nowhere', '/auth/x/token'],
    ],
    ['when a part of the paths is mounted', 'http://localhost:1', app('/token'), ['/token/x', '/token']],
    [
      'when the whole app is mounted above the issuer',
      'http://localhost:1/shop/auth',
      app('/shop'),
      ['/shop/cart'],
    ],
    [
      'when the app has paths like ours',
      'http://localhost:1/auth',
      app('/'),
      ['/token', '/sign-in', '/api/token', '/'],
    ],
    [
      'for the metadata before the path (RFC 8414 §3.1)',
      'http://localhost:1/auth',
      app('/.well-known'),
      ['/.well-known/security.txt'],
    ],
    [
      'after a request that came as it should',
      'http://localhost:1/auth',
      (server) => toNodeHandler(server),
      ['/auth/jwks', '/x/auth/token'],
    ],
    [
      'about a scanner that comes first, and guesses at many places',
      'http://localhost:1/auth',
      (server) => toNodeHandler(server),
      [`/x${metadata}`, '/x/token', '/y/token', '/x/token', '/auth/jwks', '/x/token', '/x/token'],
    ],
    [
      'about what strangers try',
      'http://localhost:1/auth',
      (server) => toNodeHandler(server),
      ['/', '/wp-login.php', '/favicon.ico', `/${'a/'.repeat(50)}token`],
    ],
  ])('%s', async (_name, issuer, embed, paths) => {
    expect(await warningsOf(issuer, embed, paths)).toEqual([])
  })
})

describe('what is no server is named when the handler is made, not at the first request', () => {
  it('a promise of one: an await was forgotten', async () => {
    const promise = createAuthorizationServer({
      issuer: 'http://localhost:1',
      storage: 'memory:',
      logger: false,
    })
    expect(() => toNodeHandler(promise as never)).toThrow(
      new TypeError(
        'toNodeHandler was given a promise: write toNodeHandler(await createAuthorizationServer(…))',
      ),
    )
    await (await promise).close()
  })

  it.each([[undefined], [null], [{}], ['https://id.example']])('%j', (given) => {
    expect(() => toNodeHandler(given as never)).toThrow(
      /must be given what createAuthorizationServer resolves to/,
    )
  })
})

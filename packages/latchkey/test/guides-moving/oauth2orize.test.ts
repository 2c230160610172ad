import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express, { type RequestHandler } from 'express'
import oauth2orize from 'oauth2orize'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toNodeHandler } from '../../src/adapters/node.ts'
import type { AdoptRefreshToken } from '../../src/index.ts'
import { expectRefusal, refreshAs } from '../fixtures/client-calls.ts'
import { openWorld } from '../fixtures/server-without-network.ts'
import { expectMoved, loadFromGuide, withNewServer } from './new-server.ts'

interface Row {
  readonly clientId: string
  readonly userId: string
  readonly scope: readonly string[]
  readonly expiresAt?: Date | null
  revoked?: boolean
}

type Lookup = (token: string) => Promise<Row | undefined>
const adoptFrom = await loadFromGuide<(find: Lookup) => AdoptRefreshToken>(
  'move-from-oauth2orize',
  'adopt-refresh-token.ts',
  'adoptFrom',
)

/**
 * The tables of an app with oauth2orize, and its token endpoint as the package's documentation describes one.
 */
const rows = new Map<string, Row>()
const findRefreshToken: Lookup = async (token) => rows.get(token)

function issueRefreshToken(clientId: string, changes: Partial<Row> = {}): string {
  const token = randomBytes(32).toString('hex')
  const scope = ['openid', 'books:read']
  rows.set(token, {
    clientId,
    userId: 'alice-id',
    scope,
    expiresAt: new Date(Date.now() + 86_400_000),
    ...changes,
  })
  return token
}

/** Passport's part: who the client is. */
const passport: RequestHandler = (request, _response, next) => {
  Object.assign(request, { user: { id: request.body.client_id } })
  next()
}

function createOldApp(): express.Express {
  const old = oauth2orize.createServer()
  old.exchange(
    oauth2orize.exchange.code((client, code, _redirectUri, done) => {
      if (code !== 'the-code') return done(null, false)
      done(null, randomBytes(32).toString('hex'), issueRefreshToken(client.id))
    }),
  )
  old.exchange(
    oauth2orize.exchange.refreshToken((client, token, _scope, done) => {
      const row = rows.get(token)
      if (row === undefined || row.revoked || row.clientId !== client.id) return done(null, false)
      row.revoked = true
      done(null, randomBytes(32).toString('hex'), issueRefreshToken(client.id))
    }),
  )
  const app = express()
  app.use(express.urlencoded())
  app.post('/oauth/token', passport, old.token(), old.errorHandler())
  return app
}

let url: string
const listening = createOldApp().listen(0, '127.0.0.1')
beforeAll(async () => {
  if (!listening.listening) await once(listening, 'listening')
  url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/oauth/token`
})
afterAll(() => new Promise((resolve) => listening.close(resolve)))
beforeEach(() => rows.clear())

async function askOldApp(form: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) })
  expect(answer.status).toBe(200)
  return (await answer.json()).refresh_token
}

const signIn = (clientId: string) =>
  askOldApp({ grant_type: 'authorization_code', code: 'the-code', client_id: clientId })

describe('after the move from oauth2orize as the guide says', () => {
  test.each(['app', 'spa'] as const)('a refresh token of %s goes on working, once', async (clientId) => {
    const form = { grant_type: 'refresh_token', client_id: clientId }
    const refreshToken = await askOldApp({ ...form, refresh_token: await signIn(clientId) })
    await withNewServer(adoptFrom(findRefreshToken), (world) =>
      expectMoved(world, { refreshToken, clientId }),
    )
  })

  test('what the old app would not take is not taken: revoked, expired, made up', async () => {
    const used = await signIn('app')
    await askOldApp({ grant_type: 'refresh_token', client_id: 'app', refresh_token: used })
    const expired = issueRefreshToken('app', { expiresAt: new Date(Date.now() - 1000) })
    await withNewServer(adoptFrom(findRefreshToken), async (world) => {
      for (const token of [used, expired, 'made-up']) {
        await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
      }
    })
  })

  test('the old paths lead to the new endpoints', async () => {
    const oldPaths = await loadFromGuide<RequestHandler>('move-from-oauth2orize', 'old-paths.ts', 'oldPaths')
    const adoptRefreshToken = adoptFrom(findRefreshToken)
    const world = await openWorld({ issuer: 'https://shop.example/auth', adoptRefreshToken })
    const app = express().use(oldPaths).use(toNodeHandler(world.server))
    const listening = app.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    const origin = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
    const page = await fetch(`${origin}/dialog/authorize?client_id=nobody`, { redirect: 'manual' })
    expect([page.status, page.headers.get('content-type')]).toEqual([
      400,
      expect.stringMatching(/^text.html/),
    ])
    const refresh_token = issueRefreshToken('spa', { expiresAt: null })
    const form = { grant_type: 'refresh_token', client_id: 'spa', refresh_token }
    const tokens = await fetch(`${origin}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
    expect(tokens.status).toBe(200)
    expect((await fetch(`${origin}/elsewhere`)).status).toBe(404)
    listening.close()
    await world.server.close()
  })

  test('a row without an expiry is taken too', async () => {
    const refreshToken = issueRefreshToken('app', { expiresAt: null })
    await withNewServer(adoptFrom(findRefreshToken), (world) =>
      expectMoved(world, { refreshToken, clientId: 'app' }),
    )
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStorage } from '../../src/storage/open-storage.ts'
import { grantWith, sessionWith } from '../../src/testing/storage-contract/examples.ts'
import { type LiveServer, openLiveServer } from '../fixtures/loopback-server.ts'
import { obtainCode, obtainTokens, signIn } from '../under-load/sign-in.ts'
import {
  authorizationRequest,
  clientCredentials,
  introspect,
  post,
  redeem,
  refresh,
  send,
  userinfo,
} from '../under-load/wire.ts'
import { type FreshDatabase, freshDatabase } from './fresh-database.ts'

/**
 * Milliseconds in which what is nearly immutable reaches every node: keys and clients are kept for 5 s, and
 * asked for here all the time.
 */
const REACH_MS = 7000

/*
 * Two assembled servers of one issuer on one database, as behind a load balancer: the browser and half of the
 * requests go to A, the other half to B.
 */
let database: FreshDatabase
let a: LiveServer
let b: LiveServer
let cookie: string

beforeAll(async () => {
  database = await freshDatabase()
  const secret = 'the-secret-that-all-nodes-of-an-issuer-share'
  a = await openLiveServer([], { storage: database.url, secret })
  b = await openLiveServer([], { storage: database.url, secret, issuer: a.server.issuer })
  cookie = await signIn(a)
})
afterAll(async () => {
  await a.close()
  await b.close()
  await database.drop()
})

const tokens = () => obtainTokens(a, cookie)

describe('what one node hands out, the other takes', () => {
  test('a code of A at B, once: its replay at A is refused and ends the grant (OAuth 2.1 §4.1.3)', async () => {
    const { code, verifier } = await obtainCode(a, cookie)
    const first = await redeem(b.issuer, code, verifier)
    expect(first.status).toBe(200)
    expect((await redeem(a.issuer, code, verifier)).body.error).toBe('invalid_grant')
    expect((await refresh(b.issuer, String(first.body.refresh_token))).body.error).toBe('invalid_grant')
  })

  test('of a code that is redeemed at both at once, again and again, one redemption wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { code, verifier } = await obtainCode(a, cookie)
      const nodes = [a, b, a, b, a, b]
      const answers = await Promise.all(nodes.map(({ issuer }) => redeem(issuer, code, verifier)))
      expect(answers.filter(({ status }) => status === 200).length).toBe(1)
      expect(answers.filter(({ body }) => body.error === 'invalid_grant').length).toBe(5)
    }
  })

  test('a refresh token: each node takes what the other gave, and two tabs at once get the same successor', async () => {
    let token = (await tokens()).refreshToken
    for (const node of [b, a, b]) token = String((await refresh(node.issuer, token)).body.refresh_token)
    const [one, other] = await Promise.all([refresh(a.issuer, token), refresh(b.issuer, token)])
    expect([one.status, other.status]).toEqual([200, 200])
    expect(one.body.refresh_token).toBe(other.body.refresh_token)
  })

  test('an access token and a session', async () => {
    const { accessToken } = await tokens()
    expect((await userinfo(b.issuer, accessToken)).body.sub).toBe('ada-id')
    expect((await introspect(b.issuer, accessToken)).body.active).toBe(true)
    expect(await silentSignIn(b)).toMatch(/[?&]code=/)
  })
})

describe('what is revoked at one node is refused at the other at once', () => {
  test.each([
    ['its refresh token is revoked (RFC 7009)', (token: string) => post(a.issuer, '/revoke', { token })],
    ['the operator revokes the grants', () => a.server.grants.revokeAll({ accountId: 'ada-id' })],
  ])('%s', async (_, revoke) => {
    const { accessToken, refreshToken } = await tokens()
    expect((await introspect(b.issuer, accessToken)).body.active).toBe(true)
    await revoke(refreshToken)
    expect((await introspect(b.issuer, accessToken)).body).toEqual({ active: false })
    expect((await userinfo(b.issuer, accessToken)).status).toBe(401)
    expect((await refresh(b.issuer, refreshToken)).body.error).toBe('invalid_grant')
    cookie = await signIn(a)
  })

  test('an access token that has no grant (a deny entry)', async () => {
    const token = await serviceToken(a)
    expect((await introspect(b.issuer, token)).body.active).toBe(true)
    await post(a.issuer, '/revoke', { token })
    expect((await introspect(b.issuer, token)).body).toEqual({ active: false })
  })

  test('an account: its sessions and its tokens', async () => {
    const { accessToken, refreshToken } = await tokens()
    await a.server.accounts.update('ada-id', { disabled: true })
    expect((await userinfo(b.issuer, accessToken)).status).toBe(401)
    expect((await refresh(b.issuer, refreshToken)).body.error).toBe('invalid_grant')
    expect(await silentSignIn(b)).toContain('error=login_required')
    await a.server.accounts.update('ada-id', { disabled: false })
    cookie = await signIn(a)
  })
})

describe('what nodes keep in memory reaches the other in time', () => {
  test('a new signing key: it is published and signs at B within the bound', async () => {
    const [made] = await a.server.keys.rotate({ algorithm: 'ES256', immediately: true })
    const kids = async () =>
      ((await send(new URL('/jwks', b.issuer))).body.keys as readonly { kid: string }[]).map(({ kid }) => kid)
    await expect.poll(kids, { timeout: REACH_MS }).toContain(made?.kid)
    expect(headerOf(await serviceToken(b)).kid).toBe(made?.kid)
  })

  test('a token that a new key of A has signed: B takes it at once', async () => {
    const [made] = await a.server.keys.rotate({ algorithm: 'ES256', immediately: true })
    const token = await serviceToken(a)
    expect(headerOf(token).kid).toBe(made?.kid)
    expect((await introspect(b.issuer, token)).body.active).toBe(true)
  })

  test('a client: made at A it works at B; a new secret, a lost secret and its end are known there too', async () => {
    const { client, clientSecret = '' } = await a.server.clients.create({
      name: 'Nightly job',
      grantTypes: ['client_credentials'],
      scopes: ['books:read'],
    })
    const { clientId, secrets } = client
    const form = { grant_type: 'client_credentials' }
    const tokenAtB = (secret: string) => async () =>
      (await post(b.issuer, '/token', form, { clientId, secret })).status
    await expect.poll(tokenAtB(clientSecret), { timeout: REACH_MS }).toBe(200)
    const added = await a.server.clients.addSecret(clientId)
    await expect.poll(tokenAtB(added.clientSecret), { timeout: REACH_MS }).toBe(200)
    await a.server.clients.revokeSecret(clientId, secrets[0]?.id ?? '')
    await expect.poll(tokenAtB(clientSecret), { timeout: REACH_MS }).toBe(401)
    await a.server.clients.remove(clientId)
    await expect.poll(tokenAtB(added.clientSecret), { timeout: REACH_MS }).toBe(401)
  })
})

test('the sweepers of both nodes at once delete each row once, and no row that is still good', async () => {
  const nodes = await Promise.all([openStorage(database.url), openStorage(database.url)])
  const [one] = nodes
  const ids = Array.from({ length: 300 }, (_, index) => `swept-${index}`)
  await Promise.all(ids.map((id) => one?.grants.open(grantWith({ id, absoluteExpiresAt: 2000 }))))
  await Promise.all(ids.map((id) => one?.rememberedIds.remember(id, 2000, 1000)))
  await Promise.all(ids.map((id) => one?.sessions.start(sessionWith({ id, expiresAt: 2000 }))))
  await one?.grants.open(grantWith({ id: 'kept', absoluteExpiresAt: 2001 }))
  let swept = 0
  const sweep = async (node: (typeof nodes)[number]) => {
    for (let gone = 1; gone > 0; swept += gone) {
      gone = await node.purge({ now: 2000, limit: 20, eventsBefore: 0 })
    }
  }
  await Promise.all(nodes.map(sweep))
  expect(swept).toBe(3 * ids.length)
  expect((await one?.grants.find('kept'))?.id).toBe('kept')
  await Promise.all(nodes.map((node) => node.close()))
})

async function serviceToken({ issuer }: LiveServer): Promise<string> {
  return String((await clientCredentials(issuer)).body.access_token)
}

/** Where a silent request of the browser that is signed in ends. */
async function silentSignIn({ issuer }: LiveServer): Promise<string | null> {
  const { url } = authorizationRequest(issuer, { prompt: 'none' })
  return (await send(url, { headers: { cookie } })).location
}

function headerOf(jwt: string): { readonly kid?: string } {
  return JSON.parse(Buffer.from(jwt.slice(0, jwt.indexOf('.')), 'base64url').toString())
}

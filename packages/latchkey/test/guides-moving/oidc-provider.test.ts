import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AdoptRefreshToken } from '../../src/index.ts'
import { expectRefusal, refreshAs } from '../fixtures/client-calls.ts'
import { appSecret, basic, booksApi } from '../fixtures/server-without-network.ts'
import { expectMoved, loadFromGuide, withNewServer } from './new-server.ts'

const adoptFrom = await loadFromGuide<(old: Provider) => AdoptRefreshToken>(
  'move-from-oidc-provider',
  'adopt-refresh-token.ts',
  'adoptFrom',
)

const front = createServer()
let old: Provider
let url: string

beforeAll(async () => {
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
  const grants = {
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: ['https://a.example/cb'],
  }
  old = new Provider(url, {
    clients: [
      { client_id: 'app', client_secret: appSecret, ...grants },
      { client_id: 'spa', token_endpoint_auth_method: 'none', ...grants },
    ],
    scopes: ['openid', 'profile', 'offline_access', 'books:read'],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'books:read', accessTokenFormat: 'jwt' }),
      },
    },
  })
  front.on('request', old.callback())
})
afterAll(() => new Promise((resolve) => front.close(resolve)))

const signedInAt = Math.floor(Date.now() / 1000) - 3600

/**
 * A refresh token as the old server makes it when a person has signed in and allowed; the steps before are
 * its pages'.
 */
async function issue(clientId: string, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const client = await old.Client.find(clientId)
  if (client === undefined) throw new Error('The old server does not know its client')
  const grant = new old.Grant({ accountId: 'alice-id', clientId })
  grant.addOIDCScope('openid profile offline_access')
  grant.addResourceScope(booksApi, 'books:read')
  const properties = {
    client,
    accountId: 'alice-id',
    grantId: await grant.save(),
    gty: 'authorization_code',
    scope: 'openid profile offline_access books:read',
    resource: booksApi,
    authTime: signedInAt,
    ...changes,
  }
  return new old.RefreshToken(properties).save()
}

async function refreshAtOldServer(clientId: string, refresh_token: string): Promise<string> {
  const form = { grant_type: 'refresh_token', refresh_token, ...(clientId === 'spa' && { client_id: 'spa' }) }
  const headers = clientId === 'app' ? basic('app', appSecret) : {}
  const answer = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams(form), headers })
  const body = await answer.json()
  expect(answer.status, JSON.stringify(body)).toBe(200)
  return body.refresh_token
}

describe('after the move from oidc-provider as the guide says', () => {
  test.each(['app', 'spa'] as const)('a refresh token of %s goes on working, once', async (clientId) => {
    const refreshToken = await refreshAtOldServer(clientId, await issue(clientId))
    await withNewServer(adoptFrom(old), async (world) => {
      await expectMoved(world, { refreshToken, clientId })
      const [grant] = await world.server.grants.listByAccount('alice-id')
      expect(grant?.scopes.toSorted()).toEqual(['books:read', 'offline_access', 'openid', 'profile'])
      expect(grant?.authTime).toBe(signedInAt)
    })
  })

  test('one that was rotated there is not taken; its successor is', async () => {
    const first = await issue('spa')
    const second = await refreshAtOldServer('spa', first)
    await withNewServer(adoptFrom(old), async (world) => {
      await expectRefusal(refreshAs(world, 'spa', first), 'invalid_grant')
      await expectMoved(world, { refreshToken: second, clientId: 'spa' })
    })
  })

  test.each([
    ['bound to a key (RFC 9449 §5)', { jkt: 'thumbprint-of-a-key' }],
    ['bound to a certificate (RFC 8705 §3)', { 'x5t#S256': 'thumbprint-of-a-certificate' }],
    ['that ends with a session', { expiresWithSession: true, sessionUid: 'a-session' }],
    ['of a grant that is gone', { grantId: 'a-grant' }],
    ['of another person’s grant', { accountId: 'bob-id' }],
  ])('one %s is not taken', async (_, changes) => {
    const token = await issue('app', changes)
    await withNewServer(adoptFrom(old), (world) =>
      expectRefusal(refreshAs(world, 'app', token), 'invalid_grant'),
    )
  })

  test('what the person rejected there is not granted here', async () => {
    const token = await issue('app')
    const row = await old.RefreshToken.find(token)
    const grant = await old.Grant.find(row?.grantId ?? '')
    grant?.rejectOIDCScope('profile')
    await grant?.save()
    await withNewServer(adoptFrom(old), async (world) => {
      await expectMoved(world, { refreshToken: token, clientId: 'app' })
      const [moved] = await world.server.grants.listByAccount('alice-id')
      expect(moved?.scopes).not.toContain('profile')
    })
  })
})

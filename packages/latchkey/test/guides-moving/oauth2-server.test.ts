import OAuth2Server from '@node-oauth/oauth2-server'
import { describe, expect, test } from 'vitest'
import type { AdoptRefreshToken, AuthorizationServer } from '../../src/index.ts'
import { expectRefusal, refreshAs, tokensOf } from '../fixtures/client-calls.ts'
import { appSecret } from '../fixtures/server-without-network.ts'
import { expectMoved, loadFromGuide, withNewServer } from './new-server.ts'

const guide = 'move-from-oauth2-server'
const adoptFrom = await loadFromGuide<(model: OldModel) => AdoptRefreshToken>(
  guide,
  'adopt-refresh-token.ts',
  'adoptFrom',
)
type OldModel = OAuth2Server.RefreshTokenModel & OAuth2Server.PasswordModel

/** A server of that package with a model in memory, as its documentation describes one. */
function openOldServer(options: { readonly refreshTokenLifetime?: number } = {}) {
  const tokens = new Map<string, OAuth2Server.RefreshToken>()
  const clients = new Map([
    ['app', appSecret],
    ['spa', 'secret-of-spa'],
  ])
  const model: OldModel = {
    getClient: async (id, secret) =>
      clients.get(id) === secret && { id, grants: ['password', 'refresh_token'] },
    getUser: async () => ({ id: 'alice-id' }),
    validateScope: async (_user, _client, scope) => scope,
    saveToken: async (token, client, user) => {
      const saved = { ...token, client, user }
      if (saved.refreshToken !== undefined) tokens.set(saved.refreshToken, saved as OAuth2Server.RefreshToken)
      return saved
    },
    getRefreshToken: async (token) => tokens.get(token),
    revokeToken: async ({ refreshToken }) => tokens.delete(refreshToken),
    getAccessToken: async () => undefined,
  }
  const server = new OAuth2Server({ model, ...options })
  const ask = async (clientId: string, form: Record<string, string>) => {
    const body = { client_id: clientId, client_secret: clients.get(clientId), ...form }
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1' }
    const request = new OAuth2Server.Request({ method: 'POST', query: {}, headers, body })
    const { refreshToken = '' } = await server.token(request, new OAuth2Server.Response())
    return refreshToken
  }
  return {
    model,
    signIn: (clientId: string) =>
      ask(clientId, { grant_type: 'password', username: 'alice', password: 'x', scope: 'openid books:read' }),
    refresh: (clientId: string, refresh_token: string) =>
      ask(clientId, { grant_type: 'refresh_token', refresh_token }),
    async removeRefreshTokensOf(userId: string) {
      for (const [token, { user }] of tokens) if (user.id === userId) tokens.delete(token)
    },
  }
}

describe('after the move from oauth2-server as the guide says', () => {
  test.each(['app', 'spa'] as const)('a refresh token of %s goes on working, once', async (clientId) => {
    const old = openOldServer()
    const refreshToken = await old.refresh(clientId, await old.signIn(clientId))
    await withNewServer(adoptFrom(old.model), (world) => expectMoved(world, { refreshToken, clientId }))
  })

  test('what the old server would not take is not taken: used, expired, made up', async () => {
    const [old, hasty] = [openOldServer(), openOldServer({ refreshTokenLifetime: 1 })]
    const used = await old.signIn('app')
    await old.refresh('app', used)
    const short = await hasty.signIn('app')
    await withNewServer(adoptFrom(old.model), async (world) => {
      for (const token of [used, 'made-up'])
        await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
    })
    await withNewServer(adoptFrom(hasty.model), async (world) => {
      world.clock.advance(2)
      await expectRefusal(refreshAs(world, 'app', short), 'invalid_grant')
    })
  })

  test('a row without an expiry is taken too', async () => {
    const old = openOldServer()
    const refreshToken = await old.signIn('app')
    const row = await old.model.getRefreshToken(refreshToken)
    if (!row) throw new Error('The old server has lost a token')
    Reflect.deleteProperty(row, 'refreshTokenExpiresAt')
    await withNewServer(adoptFrom(old.model), (world) =>
      expectMoved(world, { refreshToken, clientId: 'app' }),
    )
  })

  test('scopes that a row holds as one string are the same scopes', async () => {
    const old = openOldServer()
    const refreshToken = await old.signIn('app')
    const row = await old.model.getRefreshToken(refreshToken)
    Object.assign(row || {}, { scope: 'openid books:read' })
    await withNewServer(adoptFrom(old.model), (world) =>
      expectMoved(world, { refreshToken, clientId: 'app' }),
    )
  })

  test('a model may throw for a token that it does not know; an outage of its database signs nobody out', async () => {
    const throwing = (error: Error) =>
      adoptFrom({ ...openOldServer().model, getRefreshToken: async () => Promise.reject(error) })
    const unknown = throwing(new OAuth2Server.InvalidTokenError('No such token'))
    await withNewServer(unknown, (world) =>
      expectRefusal(refreshAs(world, 'app', 'made-up'), 'invalid_grant'),
    )
    await withNewServer(throwing(new Error('ECONNREFUSED')), async (world) =>
      expect((await refreshAs(world, 'app', 'made-up')).status).toBe(500),
    )
  })

  test('signing out everywhere ends the tokens of both, used here or not', async () => {
    type SignOut = (
      id: string,
      server: AuthorizationServer,
      remove: (userId: string) => Promise<void>,
    ) => Promise<void>
    const signOut = await loadFromGuide<SignOut>(guide, 'sign-out-everywhere.ts', 'signOutEverywhere')
    const old = openOldServer()
    const [used, unused] = [await old.signIn('app'), await old.signIn('app')]
    await withNewServer(adoptFrom(old.model), async (world) => {
      const { refresh_token } = await tokensOf(refreshAs(world, 'app', used))
      await signOut('alice-id', world.server, old.removeRefreshTokensOf)
      for (const token of [used, unused, refresh_token]) {
        await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
      }
      expect(await world.server.grants.listByAccount('alice-id')).toEqual([])
    })
  })
})

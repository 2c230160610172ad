import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  call,
  clientToken,
  expectRefusal,
  introspectAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import { basic, booksApi, issuer, notesApi, post } from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld()

const ask = (form: Record<string, string | readonly string[]>, clientId = 'cron') =>
  call(world, '/token', clientId, { grant_type: 'client_credentials', ...form })

describe('a token of a client for itself', () => {
  test('is about the client and nobody else (CC-02, CC-04, AT-08; RFC 9068 §2.2)', async () => {
    const answer = await tokensOf(ask({ scope: 'books:read books:write' }))
    expect(Object.keys(answer).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type'])
    const claims = decodeJwt(answer.access_token)
    expect(claims).toEqual({
      iss: issuer,
      sub: 'cron',
      client_id: 'cron',
      aud: booksApi,
      scope: 'books:read books:write',
      iat: world.clock.now(),
      exp: world.clock.now() + 600,
      jti: expect.any(String),
    })
    expect((await userinfo(world, answer.access_token)).status).toBe(401)
  })

  test.each(['admin', 'books:read admin', 'books:read  books:write\u00e9', 'profile:write'])(
    'has only scopes of the client’s own list, so not %j (CC-03, C-40; CVE-2024-52287)',
    async (scope) => {
      await expectRefusal(ask({ scope }), 'invalid_scope')
    },
  )

  test('has none that another client has (CC-03)', async () => {
    await expectRefusal(ask({ scope: 'books:read' }, 'books'), 'invalid_scope')
  })

  test('is no ID token, though openid was asked for (CC-06)', async () => {
    const answer = await tokensOf(ask({ scope: 'openid books:read' }))
    expect(answer.id_token).toBeUndefined()
    expect(answer.scope).toBe('books:read')
  })

  test('is for one API at a time (AT-05; RFC 9068 §3)', async () => {
    await expectRefusal(ask({ scope: 'books:read notes:read' }), 'invalid_target')
    await expectRefusal(ask({ resource: [booksApi, notesApi] }), 'invalid_target')
    expect(decodeJwt((await clientToken(world, { scope: 'books:read' })).access_token).aud).toBe(booksApi)
    const notes = await tokensOf(ask({ resource: notesApi }))
    expect(await introspectAs(world, 'notes', notes.access_token)).toMatchObject({
      aud: notesApi,
      scope: 'notes:read',
    })
  })

  test('dies with the client (CC-05, C-50; CVE-2025-64521)', async () => {
    const { client, clientSecret = '' } = await world.server.clients.create({
      name: 'Robot',
      grantTypes: ['client_credentials'],
      scopes: ['books:read'],
    })
    const headers = basic(client.clientId, clientSecret)
    const form = { grant_type: 'client_credentials' }
    const { access_token } = await tokensOf(post(world.server, '/token', form, headers))
    expect((await introspectAs(world, 'books', access_token)).active).toBe(true)
    await world.server.clients.update(client.clientId, { disabled: true })
    expect(await introspectAs(world, 'books', access_token)).toEqual({ active: false })
    await expectRefusal(post(world.server, '/token', form, headers), 'invalid_client')
    await world.server.clients.remove(client.clientId)
    await expectRefusal(post(world.server, '/token', form, headers), 'invalid_client')
  })

  test('cannot pass for one about an account whose id is the client’s (RED-17; RFC 9700 §4.15)', async () => {
    await world.server.accounts.create({ id: 'cron', username: 'cron@example.test', password: 'a password' })
    const { access_token } = await tokensOf(ask({ scope: 'openid books:read' }))
    expect((await userinfo(world, access_token)).status).toBe(401)
    await world.server.accounts.update('cron', { disabled: true })
    expect((await introspectAs(world, 'books', access_token)).active).toBe(true)
  })
})

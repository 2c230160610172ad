import { describe, expect, test } from 'vitest'
import {
  call,
  clientToken,
  expectRefusal,
  introspectAs,
  obtainCode,
  obtainTokens,
  redeemAs,
  refreshAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import { basic, booksApi, issuer, notesApi, post } from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld()

const inactive = '{"active":false}'

async function textFor(clientId: string, token: string): Promise<string> {
  const response = await call(world, '/introspect', clientId, { token })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return response.text()
}

describe('introspection', () => {
  test.each([
    ['a JWT', 'openid books:read', booksApi, 'books', 'books:read'],
    ['an opaque token', 'openid notes:read', notesApi, 'notes', 'notes:read'],
  ])(
    'of %s tells its API all that it needs, in the types of RFC 7662 §2.2 (INT-03)',
    async (_, scope, resource, api, expected) => {
      const tokens = await obtainTokens(world, 'app', { scope, resource })
      const told = await introspectAs(world, api, tokens.access_token)
      expect(told).toMatchObject({
        active: true,
        client_id: 'app',
        sub: 'alice-id',
        iss: issuer,
        token_type: 'Bearer',
        exp: world.clock.now() + tokens.expires_in,
        iat: world.clock.now(),
        jti: expect.any(String),
        auth_time: expect.any(Number),
        amr: ['pwd'],
      })
      expect(String(told.scope).split(' ')).toContain(expected)
      expect([told.aud].flat()).toContain(resource)
    },
  )

  test('is only for callers that prove who they are (INT-01, INT-06; RFC 7662 §2.1)', async () => {
    const { access_token: token } = await clientToken(world)
    const nobody = await post(world.server, '/introspect', { token })
    expect(nobody.headers.get('www-authenticate')).toMatch(/^Basic /)
    await expectRefusal(nobody, 'invalid_client')
    await expectRefusal(post(world.server, '/introspect', { token, client_id: 'spa' }), 'invalid_client')
    await expectRefusal(post(world.server, '/introspect', { token, client_id: 'books' }), 'invalid_client')
    await expectRefusal(
      post(world.server, '/introspect', { token }, basic('books', 'wrong')),
      'invalid_client',
    )
    const bearer = { authorization: `Bearer ${token}` }
    await expectRefusal(post(world.server, '/introspect', { token }, bearer), 'invalid_client')
  })

  test('needs a token, in a form that was posted (INT-02; RFC 7662 §2.1)', async () => {
    await expectRefusal(call(world, '/introspect', 'books', {}), 'invalid_request')
    await expectRefusal(call(world, '/introspect', 'books', { token: ['a', 'b'] }), 'invalid_request')
    const get = await world.server.fetch(new Request(`${issuer}/introspect?token=x`))
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
  })

  test('says the same of everything that is not active or not for this caller (INT-04, INT-05, C-44; RFC 7662 §2.2, §4)', async () => {
    const mine = await obtainTokens(world, 'app', { scope: 'openid books:read' })
    const revoked = await clientToken(world)
    await call(world, '/revoke', 'cron', { token: revoked.access_token })
    const tokens = [
      'x',
      '',
      'a.b.c',
      mine.id_token,
      revoked.access_token,
      `${mine.access_token}x`,
      mine.access_token.toUpperCase(),
    ]
    for (const token of tokens.filter((each) => each !== ''))
      expect(await textFor('books', token)).toBe(inactive)
    for (const stranger of ['notes', 'mine', 'cron', 'other']) {
      expect(await textFor(stranger, mine.access_token), stranger).toBe(inactive)
      expect(await textFor(stranger, mine.refresh_token), stranger).toBe(inactive)
    }
    expect(JSON.parse(await textFor('books', mine.access_token)).active).toBe(true)
    world.clock.advance(600)
    expect(await textFor('books', mine.access_token)).toBe(inactive)
  })

  test('tells a client about its own tokens, and does not mind a wrong hint (REV-06, RFC 7662 §2.1)', async () => {
    const { access_token: token } = await obtainTokens(world)
    for (const token_type_hint of ['refresh_token', 'access_token', 'nonsense']) {
      const response = await call(world, '/introspect', 'app', { token, token_type_hint })
      expect(await response.json()).toMatchObject({ active: true })
    }
  })

  test.each([
    ['the account is disabled', () => world.server.accounts.update('bob-id', { disabled: true })],
    ['the account is deleted', () => world.server.accounts.remove('bob-id')],
    ['the grant is revoked', () => world.server.grants.revokeAll({ accountId: 'bob-id' })],
  ])('says inactive at once when %s (INT-11; CVE-2026-8922)', async (_, end) => {
    await world.server.accounts
      .create({ id: 'bob-id', username: 'bob@example.test', password: 'builder' })
      .catch(() => world.server.accounts.update('bob-id', { disabled: false }))
    const code = await obtainCode(world, 'app', { scope: 'openid books:read' }, [
      'bob@example.test',
      'builder',
    ])
    const tokens = await tokensOf(redeemAs(world, 'app', code))
    expect((await introspectAs(world, 'books', tokens.access_token)).active).toBe(true)
    await end()
    expect(await textFor('books', tokens.access_token)).toBe(inactive)
    expect(await textFor('app', tokens.refresh_token)).toBe(inactive)
    expect((await userinfo(world, tokens.access_token)).status).toBe(401)
  })
})

describe('revocation', () => {
  test('is done quietly, whatever the token (REV-03, REV-04; RFC 7009 §2.2)', async () => {
    const { access_token } = await clientToken(world)
    for (const token of [access_token, access_token, 'x', 'a.b.c', 'é', 'x'.repeat(50_000)]) {
      const response = await call(world, '/revoke', 'cron', { token })
      expect(response.status).toBe(200)
    }
    await expectRefusal(call(world, '/revoke', 'cron', {}), 'invalid_request')
  })

  test('needs the client to prove itself, if it can (REV-01, REV-02; RFC 7009 §2.1)', async () => {
    const { refresh_token: token } = await obtainTokens(world)
    await expectRefusal(post(world.server, '/revoke', { token, client_id: 'app' }), 'invalid_client')
    await expectRefusal(post(world.server, '/revoke', { token }, basic('app', 'wrong')), 'invalid_client')
    await expectRefusal(post(world.server, '/revoke', { token }), 'invalid_request')
    await tokensOf(refreshAs(world, 'app', token))
    const get = await world.server.fetch(new Request(`${issuer}/revoke?token=${token}`))
    expect(get.status).toBe(405)
  })

  test('does nothing to the token of another client, and does not say so (REV-05; CVE-2026-115472)', async () => {
    for (const owner of ['app', 'spa']) {
      const tokens = await obtainTokens(world, owner)
      for (const thief of ['app', 'spa', 'phone', 'other', 'books'].filter((each) => each !== owner)) {
        for (const token of [tokens.access_token, tokens.refresh_token]) {
          const response = await call(world, '/revoke', thief, { token })
          const unknown = await call(world, '/revoke', thief, { token: 'x' })
          expect([response.status, await response.text()]).toEqual([unknown.status, await unknown.text()])
        }
      }
      expect((await userinfo(world, tokens.access_token)).status).toBe(200)
      await tokensOf(refreshAs(world, owner, tokens.refresh_token))
    }
  })

  test.each([undefined, 'access_token', 'refresh_token', 'nonsense'])(
    'of a refresh token ends all tokens of its grant, with the hint %s (REV-06, REV-07; RFC 7009 §2.1)',
    async (hint) => {
      for (const clientId of ['app', 'spa']) {
        const first = await obtainTokens(world, clientId)
        const second = await tokensOf(refreshAs(world, clientId, first.refresh_token))
        await call(world, '/revoke', clientId, {
          token: second.refresh_token,
          ...(hint && { token_type_hint: hint }),
        })
        for (const { access_token, refresh_token } of [first, second]) {
          expect((await userinfo(world, access_token)).status).toBe(401)
          await expectRefusal(refreshAs(world, clientId, refresh_token), 'invalid_grant')
        }
      }
    },
  )

  test('of a predecessor ends the grant too: whoever gives it up wants it gone (RFC 7009 §2.1)', async () => {
    const first = await obtainTokens(world)
    const second = await tokensOf(refreshAs(world, 'app', first.refresh_token))
    await call(world, '/revoke', 'app', { token: first.refresh_token })
    await expectRefusal(refreshAs(world, 'app', second.refresh_token), 'invalid_grant')
  })

  test('of an access token ends that one and leaves the grant (REV-07; RFC 7009 §2.1)', async () => {
    const tokens = await obtainTokens(world)
    await call(world, '/revoke', 'app', { token: tokens.access_token })
    expect((await userinfo(world, tokens.access_token)).status).toBe(401)
    const next = await tokensOf(refreshAs(world, 'app', tokens.refresh_token))
    expect((await userinfo(world, next.access_token)).status).toBe(200)
  })
})

import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  call,
  clientToken,
  expectRefusal,
  introspectAs,
  obtainTokens,
  refreshAs,
  type TokenAnswer,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import {
  authorizeFully,
  authorizePath,
  basic,
  booksApi,
  issuer,
  notesApi,
  post,
  redeem,
  responseOf,
  signInAs,
  testConfiguration,
  verifier,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld({
  clients: (testConfiguration.clients ?? []).map((client) =>
    client.clientId === 'other'
      ? { ...client, scopes: ['openid', 'profile', 'offline_access', 'books:read', 'notes:read'] }
      : client,
  ),
})

const day = 24 * 3600
/** Past the grace time of a rotation. */
const pastGrace = () => world.clock.advance(10)

async function expectDead(clientId: string, { access_token, refresh_token }: TokenAnswer): Promise<void> {
  await expectRefusal(refreshAs(world, clientId, refresh_token), 'invalid_grant')
  expect((await userinfo(world, access_token)).status).toBe(401)
}

describe('a refresh token', () => {
  test('is its client’s alone, and nobody else spoils it (RT-01; OAuth 2.1 §4.3)', async () => {
    for (const owner of ['app', 'spa']) {
      const { refresh_token } = await obtainTokens(world, owner)
      for (const thief of ['app', 'spa', 'phone', 'other', 'mine'].filter((each) => each !== owner)) {
        await expectRefusal(refreshAs(world, thief, refresh_token), 'invalid_grant')
      }
      await tokensOf(refreshAs(world, owner, refresh_token))
    }
  })

  test('of a confidential client needs its secret (RT-02, C-37; OAuth 2.1 §4.3.1)', async () => {
    const { refresh_token } = await obtainTokens(world)
    const form = { grant_type: 'refresh_token', refresh_token }
    await expectRefusal(post(world.server, '/token', { ...form, client_id: 'app' }), 'invalid_client')
    await expectRefusal(post(world.server, '/token', form, basic('app', 'wrong')), 'invalid_client')
    await tokensOf(refreshAs(world, 'app', refresh_token))
  })

  test.each(['spa', 'phone', 'app'])(
    'of %s is replaced at each use (RT-03; RFC 9700 §2.2.2)',
    async (clientId) => {
      const first = await obtainTokens(world, clientId)
      const second = await tokensOf(refreshAs(world, clientId, first.refresh_token))
      expect(second.refresh_token).not.toBe(first.refresh_token)
      const third = await tokensOf(refreshAs(world, clientId, second.refresh_token))
      expect(third.refresh_token).not.toBe(second.refresh_token)
    },
  )

  test('of a confidential client stays the same unless it is registered to rotate (RFC 9700 §2.2.2)', async () => {
    const first = await obtainTokens(world, 'other')
    for (let count = 0; count < 3; count++) {
      pastGrace()
      expect((await tokensOf(refreshAs(world, 'other', first.refresh_token))).refresh_token).toBe(
        first.refresh_token,
      )
    }
  })

  test('used again after the grace time ends the grant and all its tokens (RT-04; RFC 9700 §4.14.2)', async () => {
    const first = await obtainTokens(world)
    const second = await tokensOf(refreshAs(world, 'app', first.refresh_token))
    pastGrace()
    await expectRefusal(refreshAs(world, 'app', first.refresh_token), 'invalid_grant')
    await expectDead('app', second)
    await expectDead('app', first)
  })

  test('used again within the grace time gives the same successor, and access to no more (RT-06)', async () => {
    const first = await obtainTokens(world)
    const second = await tokensOf(refreshAs(world, 'app', first.refresh_token))
    world.clock.advance(9)
    const again = await tokensOf(refreshAs(world, 'app', first.refresh_token))
    expect(again.refresh_token).toBe(second.refresh_token)
    await expectRefusal(
      refreshAs(world, 'app', first.refresh_token, { scope: 'openid email' }),
      'invalid_scope',
    )
  })

  test('of a grandparent ends the grant at once, grace time or not (RFC 9700 §4.14.2)', async () => {
    const first = await obtainTokens(world)
    const second = await tokensOf(refreshAs(world, 'app', first.refresh_token))
    const third = await tokensOf(refreshAs(world, 'app', second.refresh_token))
    await expectRefusal(refreshAs(world, 'app', first.refresh_token), 'invalid_grant')
    await expectDead('app', third)
  })

  test('that was bent, cut or made up is refused (RT-13, C-31; OAuth 2.1 §4.3)', async () => {
    const { refresh_token: good } = await obtainTokens(world)
    const [id = '', generation = '', mac = ''] = good.split('.')
    const bent = [
      good.slice(0, -1),
      `${good}A`,
      `${good}.`,
      ` ${good}`,
      `${id}.${Number(generation) + 1}.${mac}`,
      `${id}.00.${mac}`,
      `${id}.-1.${mac}`,
      `${id}..${mac}`,
      `.${generation}.${mac}`,
      `${id}.${generation}.`,
      `${id}.${generation}`,
      'x'.repeat(60_000),
    ]
    for (const token of bent) await expectRefusal(refreshAs(world, 'app', token), 'invalid_grant')
    await tokensOf(refreshAs(world, 'app', good))
  })

  test('is no access token, and an access token is none (RT-14; OWASP ASVS 9.2.2)', async () => {
    const { access_token, refresh_token, id_token } = await obtainTokens(world)
    expect((await userinfo(world, refresh_token)).status).toBe(401)
    await expectRefusal(refreshAs(world, 'app', access_token), 'invalid_grant')
    await expectRefusal(refreshAs(world, 'app', id_token), 'invalid_grant')
  })
})

describe('what a refresh may ask for', () => {
  test('is less than was granted, never more (RT-07, RT-08; OAuth 2.1 §4.3.1, §4.3.3)', async () => {
    const first = await obtainTokens(world, 'app', { scope: 'openid profile books:read' })
    for (const scope of ['openid email', 'books:write', 'openid admin', 'offline_access']) {
      await expectRefusal(refreshAs(world, 'app', first.refresh_token, { scope }), 'invalid_scope')
    }
    const narrow = await tokensOf(refreshAs(world, 'app', first.refresh_token, { scope: 'profile' }))
    expect(narrow.scope).toBe('profile')
    expect(narrow.id_token).toBeUndefined()
    const full = await tokensOf(refreshAs(world, 'app', narrow.refresh_token))
    expect(full.scope.split(' ').sort()).toEqual(['books:read', 'openid', 'profile'])
  })

  test('is any API of the grant and no other (RT-10, RI-04, RI-06; RFC 8707 §2.2)', async () => {
    const narrow = await obtainTokens(world, 'app', { scope: 'openid books:read' })
    for (const resource of [notesApi, 'https://nobody.example.test', 'not a url', `${booksApi}#x`]) {
      await expectRefusal(refreshAs(world, 'app', narrow.refresh_token, { resource }), 'invalid_target')
    }
    const tokens = await tokensOf(refreshAs(world, 'app', narrow.refresh_token, { resource: booksApi }))
    expect(decodeJwt(tokens.access_token).aud).toBe(booksApi)
    const home = await tokensOf(refreshAs(world, 'app', tokens.refresh_token, { resource: issuer }))
    expect(decodeJwt(home.access_token).aud).toBe(issuer)
  })

  test.each([{}, { max_age: '600' }, { scope: 'openid offline_access' }])(
    'renews the ID token as of the sign-in, without the nonce: %j (OIDC-36; OpenID Connect Core §12.2)',
    async (asked) => {
      const first = await obtainTokens(world, 'app', { nonce: 'n-1', ...asked })
      world.clock.advance(100)
      const second = await tokensOf(refreshAs(world, 'app', first.refresh_token))
      const [before, after] = [decodeJwt(first.id_token), decodeJwt(second.id_token)]
      for (const claim of ['iss', 'sub', 'aud', 'auth_time', 'azp', 'sid', 'amr']) {
        expect(after[claim], claim).toEqual(before[claim])
      }
      expect([typeof after.auth_time, typeof after.sid]).toEqual(['number', 'string'])
      expect(after.iat).toBe((before.iat ?? 0) + 100)
      expect(after).not.toHaveProperty('nonce')
    },
  )

  test.each(['openid', 'openid offline_access'])(
    'keeps its sid when the person signs in again and the session is replaced: %s (Back-Channel Logout §2.1)',
    async (scope) => {
      const browser = world.browser()
      const path = (changes = {}) => authorizePath({ scope, ...changes })
      const consent = await signInAs(browser, await browser.open(path()), 'bob@example.test', 'builder')
      const code = responseOf(await browser.submit(consent, 'consent-allow')).get('code') ?? ''
      const first = await tokensOf(redeem(world.server, code))
      const again = await browser.open(path({ prompt: 'login' }))
      expect(responseOf(await signInAs(browser, again, 'bob@example.test', 'builder')).has('code')).toBe(true)
      const second = await tokensOf(refreshAs(world, 'app', first.refresh_token))
      expect(decodeJwt(second.id_token).sid).toBe(decodeJwt(first.id_token).sid)
      expect(decodeJwt(second.id_token).auth_time).toBe(decodeJwt(first.id_token).auth_time)
    },
  )

  test('keeps auth_time and amr of the access token (AT-07; RFC 9068 §2.2.1)', async () => {
    const first = await obtainTokens(world)
    world.clock.advance(100)
    const second = await tokensOf(refreshAs(world, 'app', first.refresh_token))
    const [before, after] = [decodeJwt(first.access_token), decodeJwt(second.access_token)]
    expect(after.auth_time).toBeTypeOf('number')
    expect([after.auth_time, after.amr]).toEqual([before.auth_time, before.amr])
  })
})

describe('a grant ends', () => {
  test('when it is idle for too long (RT-11; OWASP ASVS 10.4.8)', async () => {
    const tokens = await obtainTokens(world, 'app', { scope: 'openid offline_access' })
    world.clock.advance(30 * day)
    await expectRefusal(refreshAs(world, 'app', tokens.refresh_token), 'invalid_grant')
  })

  test('at its absolute end, however often it was used (RT-11; OWASP ASVS 10.4.8)', async () => {
    let { refresh_token } = await obtainTokens(world, 'app', { scope: 'openid offline_access' })
    for (let month = 0; month < 6; month++) {
      world.clock.advance(29 * day)
      refresh_token = (await tokensOf(refreshAs(world, 'app', refresh_token))).refresh_token
    }
    world.clock.advance(6 * day)
    await expectRefusal(refreshAs(world, 'app', refresh_token), 'invalid_grant')
  })

  test.each([
    ['openid', 'invalid_grant'],
    ['openid offline_access', 'none'],
  ])(
    'with %s and a sign-out: %s (OIDC-37, OIDC-38, RT-12; OpenID Connect Core §11)',
    async (scope, error) => {
      const browser = world.browser()
      const response = await authorizeFully(browser, { scope })
      const tokens = await tokensOf(redeem(world.server, response.get('code') ?? ''))
      await browser.open(`/logout?${new URLSearchParams({ id_token_hint: tokens.id_token })}`)
      const answer = refreshAs(world, 'app', tokens.refresh_token)
      if (error === 'none') await tokensOf(answer)
      else await expectRefusal(answer, error)
    },
  )

  test.each([
    ['the account is disabled', () => world.server.accounts.update('alice-id', { disabled: true })],
    ['the password is changed', () => world.server.accounts.setPassword('alice-id', 'wonderland')],
    ['the person takes the consent back', () => world.server.grants.revokeAll({ accountId: 'alice-id' })],
    ['the operator ends what the client holds', () => world.server.grants.revokeAll({ clientId: 'app' })],
  ])('when %s (RT-09, RT-12, C-38, C-83)', async (_, end) => {
    const tokens = await obtainTokens(world, 'app', { scope: 'openid offline_access' })
    await end()
    await expectDead('app', tokens)
    await world.server.accounts.update('alice-id', { disabled: false })
    await expectDead('app', tokens)
  })

  test('when its client is disabled, and does not come back with it (RT-09, C-50)', async () => {
    const { client, clientSecret = '' } = await world.server.clients.create({
      name: 'Passing',
      redirectUris: ['https://app.example.test/cb'],
      scopes: ['openid', 'offline_access'],
    })
    const headers = basic(client.clientId, clientSecret)
    const answer = await authorizeFully(world.browser(), { client_id: client.clientId, scope: 'openid' })
    const code = answer.get('code') ?? ''
    const redemption = { grant_type: 'authorization_code', code, code_verifier: verifier }
    const tokens = await tokensOf(post(world.server, '/token', redemption, headers))
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
    await world.server.clients.update(client.clientId, { disabled: true })
    await expectRefusal(post(world.server, '/token', form, headers), 'invalid_client')
    expect((await userinfo(world, tokens.access_token)).status).toBe(401)
    await world.server.clients.update(client.clientId, { disabled: false })
    await expectRefusal(post(world.server, '/token', form, headers), 'invalid_grant')
  })

  test('of one person, and never becomes another’s who signs in after them (C-41; CVE-2022-3916)', async () => {
    const browser = world.browser()
    const first = await authorizeFully(browser, { scope: 'openid offline_access' })
    const alices = await tokensOf(redeem(world.server, first.get('code') ?? ''))
    const again = await browser.open(authorizePath({ prompt: 'login', scope: 'openid offline_access' }))
    await signInAs(browser, again, 'bob@example.test', 'builder')
    const refreshed = await tokensOf(refreshAs(world, 'app', alices.refresh_token))
    expect(decodeJwt(refreshed.access_token).sub).toBe('alice-id')
  })

  test('and introspection says so, to the client alone (INT-04, INT-10; RFC 7662 §2.2)', async () => {
    const { refresh_token } = await obtainTokens(world)
    expect(await introspectAs(world, 'app', refresh_token)).toMatchObject({ active: true, client_id: 'app' })
    for (const stranger of ['books', 'notes', 'other', 'cron']) {
      expect(await introspectAs(world, stranger, refresh_token)).toEqual({ active: false })
    }
    const { refresh_token: next } = await tokensOf(refreshAs(world, 'app', refresh_token))
    expect(await introspectAs(world, 'app', refresh_token)).toEqual({ active: false })
    await call(world, '/revoke', 'app', { token: next })
    expect(await introspectAs(world, 'app', next)).toEqual({ active: false })
  })
})

test('a token for the client itself comes without a refresh token (CC-02; RFC 6749 §4.4.3)', async () => {
  expect(await clientToken(world)).not.toHaveProperty('refresh_token')
})

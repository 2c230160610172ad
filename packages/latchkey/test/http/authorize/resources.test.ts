import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  expectRefusal,
  introspectAs,
  obtainCode,
  obtainTokens,
  redeemAs,
  refreshAs,
  tokensOf,
} from '../../fixtures/client-calls.ts'
import {
  authorizePath,
  booksApi,
  issuer,
  notesApi,
  responseOf,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld()

const scope = 'openid profile books:read notes:read offline_access'
const both = { scope, resource: [booksApi, notesApi] }

describe('a resource', () => {
  test.each([
    'foo',
    '/books',
    `${booksApi}#part`,
    'https://nobody.example.test',
    `${booksApi}/deeper`,
    'javascript:alert(1)',
  ])(
    'that is none is invalid_target for the client, at both endpoints: %s (RI-01, RI-02; RFC 8707 §2)',
    async (resource) => {
      const visit = await world.browser().open(authorizePath({ resource }))
      expect(responseOf(visit).get('error')).toBe('invalid_target')
      await expectRefusal(redeemAs(world, 'app', await obtainCode(world), { resource }), 'invalid_target')
    },
  )

  test('that a client has no scope of is not for it (RI-02; RFC 8707 §2)', async () => {
    const asked = { client_id: 'spa', redirect_uri: 'https://spa.example.test/cb', resource: notesApi }
    expect(responseOf(await world.browser().open(authorizePath(asked))).get('error')).toBe('invalid_target')
  })

  test('may come more than once, and the token is for the one that is named then (RI-03, RI-05, RI-08, AT-04; RFC 8707 §2.2)', async () => {
    const code = await obtainCode(world, 'app', both)
    const tokens = await tokensOf(redeemAs(world, 'app', code, { resource: booksApi }))
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: booksApi, scope: 'books:read' })
    const unnamed = await obtainCode(world, 'app', both)
    await expectRefusal(redeemAs(world, 'app', unnamed), 'invalid_target')
    await expectRefusal(redeemAs(world, 'app', unnamed, { resource: [booksApi, notesApi] }), 'invalid_target')
    const named = await tokensOf(redeemAs(world, 'app', unnamed, { resource: [booksApi, issuer] }))
    expect(decodeJwt(named.access_token).aud).toEqual(expect.arrayContaining([booksApi, issuer]))
  })

  test('has only its own scopes in its tokens (RI-07; RFC 8707 §2.2)', async () => {
    const code = await obtainCode(world, 'app', both)
    const tokens = await tokensOf(redeemAs(world, 'app', code, { resource: notesApi }))
    expect(tokens.scope).toBe('notes:read')
    const told = await introspectAs(world, 'notes', tokens.access_token)
    expect([told.aud, told.scope]).toEqual([notesApi, 'notes:read'])
    expect(await introspectAs(world, 'books', tokens.access_token)).toEqual({ active: false })
  })

  test('of the grant can be named at each refresh, another each time; one outside of it cannot (RI-04, RI-06; GHSA-p2fr-6hmx-4528)', async () => {
    const code = await obtainCode(world, 'app', both)
    let tokens = await tokensOf(redeemAs(world, 'app', code, { resource: booksApi }))
    for (const resource of [notesApi, booksApi, issuer, notesApi]) {
      tokens = await tokensOf(refreshAs(world, 'app', tokens.refresh_token, { resource }))
      expect((await introspectAs(world, 'app', tokens.access_token)).aud).toBe(resource)
    }
    const narrow = await obtainTokens(world, 'app', { scope: 'openid books:read', resource: booksApi })
    await expectRefusal(
      refreshAs(world, 'app', narrow.refresh_token, { resource: notesApi }),
      'invalid_target',
    )
  })

  test('may be spelled with capitals in scheme and host, and with a slash at its end (RI-09)', async () => {
    const resource = 'HTTPS://API.EXAMPLE.TEST/books/'
    const tokens = await obtainTokens(world, 'app', { scope: 'openid books:read', resource })
    expect([decodeJwt(tokens.access_token).aud].flat()).toContain(booksApi)
    const other = 'https://api.example.test/BOOKS'
    await expectRefusal(refreshAs(world, 'app', tokens.refresh_token, { resource: other }), 'invalid_target')
  })
})

describe('a JWT access token', () => {
  test('says what RFC 9068 §2.2 asks for, and nothing about the person but the sub (AT-03, AT-06, AT-10, TOK-18)', async () => {
    const { access_token } = await obtainTokens(world, 'app', { scope: 'openid profile email books:read' })
    const claims = decodeJwt(access_token)
    expect(Object.keys(claims).sort()).toEqual(
      ['amr', 'aud', 'auth_time', 'client_id', 'exp', 'iat', 'iss', 'jti', 'scope', 'sub'].sort(),
    )
    expect(claims).toMatchObject({ iss: issuer, sub: 'alice-id', client_id: 'app', aud: [booksApi, issuer] })
  })

  test('has a jti of its own (AT-03)', async () => {
    let { refresh_token, access_token } = await obtainTokens(world)
    const seen = new Set([decodeJwt(access_token).jti])
    for (let count = 0; count < 5; count++) {
      ;({ refresh_token, access_token } = await tokensOf(refreshAs(world, 'app', refresh_token)))
      seen.add(decodeJwt(access_token).jti)
    }
    expect(seen.size).toBe(6)
  })

  test('is for our issuer when no API is asked for (AT-04; RFC 9068 §3)', async () => {
    expect(decodeJwt((await obtainTokens(world)).access_token).aud).toBe(issuer)
  })
})

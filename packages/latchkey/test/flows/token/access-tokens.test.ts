import { describe, expect, it } from 'vitest'
import { introspect } from '../../../src/flows/token/introspect.ts'
import { revoke } from '../../../src/flows/token/revoke.ts'
import { answerUserinfo } from '../../../src/flows/token/userinfo.ts'
import { toParameters } from '../../../src/protocol/parameters.ts'
import { BOOKS, ISSUER, MAIL, makeClient, makeResources } from '../../protocol/make-client.ts'
import {
  type BackChannel,
  backChannel,
  claimsOf,
  headerOf,
  makeConfidential,
  reasonOf,
  SECRET,
} from '../back-channel.ts'

const INACTIVE = { active: false }
const AS_WEB = { client_id: 'web', client_secret: SECRET }
const OPAQUE = makeResources().map((resource) => ({ ...resource, accessTokenFormat: 'opaque' as const }))
const CLIENTS = [
  makeClient(),
  makeConfidential(),
  makeConfidential({ clientId: 'books', introspects: [BOOKS] }),
  makeConfidential({ clientId: 'mail', introspects: [MAIL] }),
]
const TYPED_JWT = makeResources().map((resource) =>
  resource.uri === BOOKS ? { ...resource, accessTokenTyp: 'JWT' as const } : resource,
)
const FOR_BOOKS = { scopes: ['books:read'], resources: [BOOKS] }

/** The ways in which a token can stop being good, each applied to the grant of `first`. */
const ENDINGS: Readonly<Record<string, (channel: BackChannel, refreshToken: string) => unknown>> = {
  'its refresh token is revoked': (channel, refreshToken) => channel.revoke(refreshToken),
  'it expires': ({ clock }) => clock.advance(600),
  'its account is disabled': ({ accounts }) => {
    for (const [id, account] of accounts) accounts.set(id, { ...account, disabled: true })
  },
  'its account is deleted': ({ accounts }) => accounts.delete('ada'),
  'its client is disabled': ({ clients }) => clients.set('app', makeClient({ disabled: true })),
  'its client is deleted': ({ clients }) => clients.delete('app'),
}

describe.each([
  ['a JWT', makeResources()],
  ['a JWT of the type JWT', TYPED_JWT],
  ['opaque', OPAQUE],
])('an access token, when it is %s,', (_, resources) => {
  const start = () => backChannel({ clients: CLIENTS, settings: { resources } })

  it('is described to the API that it is for (RFC 7662 §2.2)', async () => {
    const { redeem, introspect, issueCode, clock, writes, reset } = await start()
    const { access_token } = await redeem(issueCode(FOR_BOOKS))
    reset()
    expect(await introspect(access_token, { client_id: 'books' })).toEqual({
      active: true,
      token_type: 'Bearer',
      iss: ISSUER,
      sub: 'ada',
      aud: BOOKS,
      client_id: 'app',
      scope: 'books:read',
      iat: clock.now(),
      exp: clock.now() + 600,
      jti: expect.any(String),
      auth_time: clock.now() - 100,
      amr: ['pwd'],
    })
    expect(writes()).toBe(0)
  })

  it('is nothing to another API, nor to another client (RFC 7662 §4; CVE-2026-58425)', async () => {
    const { redeem, introspect, issueCode } = await start()
    const { access_token } = await redeem(issueCode(FOR_BOOKS))
    expect(await introspect(access_token, { client_id: 'mail' })).toEqual(INACTIVE)
    expect(await introspect(access_token, AS_WEB)).toEqual(INACTIVE)
  })

  it('is described to the client that it was issued to', async () => {
    const { redeem, introspect, issueCode } = await start()
    const { access_token } = await redeem(issueCode({ ...FOR_BOOKS, clientId: 'web' }), AS_WEB)
    expect(await introspect(access_token, AS_WEB)).toMatchObject({ active: true, client_id: 'web' })
  })

  it.each(Object.entries(ENDINGS))('is dead at once when %s', async (_, end) => {
    const channel = await start()
    const books = await channel.redeem(channel.issueCode(FOR_BOOKS))
    expect(await channel.introspect(books.access_token, { client_id: 'books' })).toMatchObject({
      active: true,
    })
    await end(channel, books.refresh_token ?? '')
    expect(await channel.introspect(books.access_token, { client_id: 'books' })).toEqual(INACTIVE)
  })

  it('can be revoked alone, with one write: the grant goes on (RFC 7009 §2.1)', async () => {
    const { redeem, revoke, userinfo, refresh, issueCode, verbs, reset } = await start()
    const first = await redeem(issueCode())
    reset()
    await revoke(first.access_token, { token_type_hint: 'refresh_token' })
    expect(verbs).toEqual(['rememberedIds.remember'])
    expect(await reasonOf(userinfo(first.access_token))).toBe('token_invalid')
    const second = await refresh(first.refresh_token)
    expect(await userinfo(second.access_token)).toMatchObject({ sub: 'ada' })
  })

  it('is not revoked by another client, which is told nothing (RFC 7009 §2.1; CVE-2026-115472)', async () => {
    const { redeem, revoke, userinfo, issueCode, writes, reset } = await start()
    const first = await redeem(issueCode())
    reset()
    await revoke(first.access_token, AS_WEB)
    await revoke(first.refresh_token ?? '', AS_WEB)
    expect(writes()).toBe(0)
    expect(await userinfo(first.access_token)).toMatchObject({ sub: 'ada' })
  })

  it('of another kind is none: refresh token, ID token, code, bent token (RFC 9068 §4)', async () => {
    const { redeem, introspect, userinfo, issueCode } = await start()
    const code = issueCode()
    const { access_token, refresh_token = '', id_token = '' } = await redeem(issueCode())
    for (const token of [
      refresh_token,
      id_token,
      code,
      access_token.slice(1),
      `${access_token}A`,
      'x',
      '.',
      '..',
    ]) {
      expect(await introspect(token, AS_WEB), token).toEqual(INACTIVE)
      expect(await reasonOf(userinfo(token)), token).toBe('token_invalid')
    }
  })

  it("carries the operator's claims to the API", async () => {
    const customClaims = () => ({ tier: 'gold', active: false, token_type: 'none', scope: 'admin' })
    const { redeem, introspect, issueCode } = await backChannel({
      clients: CLIENTS,
      settings: { resources, customClaims },
    })
    const { access_token } = await redeem(issueCode(FOR_BOOKS))
    expect(await introspect(access_token, { client_id: 'books' })).toMatchObject({
      active: true,
      tier: 'gold',
      token_type: 'Bearer',
      scope: 'books:read',
    })
  })
})

describe('an opaque access token', () => {
  it('says nothing to whoever holds it', async () => {
    const { redeem, issueCode } = await backChannel({ settings: { resources: OPAQUE } })
    const { access_token } = await redeem(issueCode())
    expect(access_token).toMatch(/^[\w-]+$/)
    expect(Buffer.from(access_token, 'base64url').toString('latin1')).not.toContain('ada')
  })
})

describe('a JWT that we signed', () => {
  it('is no access token without the type, or with another issuer (RFC 9068 §4, RFC 8725 §3.11)', async () => {
    const { redeem, userinfo, issueCode, parts } = await backChannel()
    const claims = claimsOf((await redeem(issueCode())).access_token)
    const sign = (typ: string | undefined, change = {}) =>
      parts.keyRing.sign({ algorithm: 'ES256', ...(typ && { typ }), claims: { ...claims, ...change } })
    expect(await userinfo(await sign('at+jwt'))).toMatchObject({ sub: 'ada' })
    for (const wrong of [
      await sign(undefined),
      await sign('JWT'),
      await sign('at+jwt', { iss: 'https://other.example' }),
      await sign('at+jwt', { exp: String(claims.exp) }),
      await sign('at+jwt', { exp: undefined }),
      await sign('at+jwt', { aud: undefined }),
    ]) {
      expect(await reasonOf(userinfo(wrong))).toBe('token_invalid')
    }
  })

  it('with the type JWT is an access token only for an API that is configured so, and with all its claims (AT-01, JWT-07; RFC 8725 §3.12)', async () => {
    const { redeem, introspect, issueCode, parts } = await backChannel({
      clients: CLIENTS,
      settings: { resources: TYPED_JWT },
    })
    const { access_token } = await redeem(issueCode(FOR_BOOKS))
    expect(headerOf(access_token)).toMatchObject({ typ: 'JWT' })
    const claims = claimsOf(access_token)
    const sign = (change: object, typ?: string) =>
      parts.keyRing.sign({ algorithm: 'ES256', ...(typ && { typ }), claims: { ...claims, ...change } })
    const active = async (token: string, client_id = 'books') =>
      (await introspect(token, { client_id })).active
    expect(await active(await sign({}, 'JWT'))).toBe(true)
    expect(await active(await sign({}, 'at+jwt'))).toBe(true)
    for (const wrong of [
      await sign({}),
      await sign({}, 'jwt'),
      await sign({ client_id: undefined }, 'JWT'),
      await sign({ jti: undefined }, 'JWT'),
    ]) {
      expect(await active(wrong)).toBe(false)
    }
    expect(await active(await sign({ aud: MAIL }, 'JWT'), 'mail')).toBe(false)
    expect(await active(await sign({ aud: 'web', client_id: 'web' }, 'JWT'), 'web')).toBe(false)
  })

  it('is for one API in one type: each says its own, and our issuer says at+jwt beside them', async () => {
    const { redeem, issueCode } = await backChannel({ settings: { resources: TYPED_JWT } })
    const typFor = async (change: object) => headerOf((await redeem(issueCode(change))).access_token).typ
    expect(await typFor(FOR_BOOKS)).toBe('JWT')
    expect(await typFor({ scopes: ['openid', 'books:read'], resources: [ISSUER, BOOKS] })).toBe('JWT')
    expect(await typFor({ scopes: ['mail:send'], resources: [MAIL] })).toBe('at+jwt')
    expect(await typFor({})).toBe('at+jwt')
  })
})

describe('introspection', () => {
  it('is for clients that authenticate (RFC 7662 §2.1)', async () => {
    const { introspect } = await backChannel({ clients: CLIENTS })
    for (const caller of [
      { client_id: '', client_secret: '' },
      { client_id: 'app', client_secret: '' },
      { client_id: 'web', client_secret: '' },
      { client_id: 'web', client_secret: 'wrong' },
    ]) {
      expect(await reasonOf(introspect('x', caller))).toBe('client_authentication_failed')
    }
    expect(await reasonOf(introspect('', AS_WEB))).toBe('malformed_request')
  })

  it('describes a refresh token to its own client while it is the current one, to nobody else', async () => {
    const { redeem, refresh, introspect, issueCode, parts, clock } = await backChannel({ clients: CLIENTS })
    const first = await redeem(issueCode({ clientId: 'web' }), AS_WEB)
    const token = first.refresh_token ?? ''
    const { refreshTokenIdleSeconds } = parts.settings.lifetimes
    const { sessionSeconds } = parts.settings.lifetimes
    expect(await introspect(token, AS_WEB)).toEqual({
      active: true,
      iss: ISSUER,
      sub: 'ada',
      client_id: 'web',
      scope: 'openid email',
      iat: clock.now(),
      exp: clock.now() + Math.min(refreshTokenIdleSeconds, sessionSeconds),
    })
    expect(await introspect(token, { client_id: 'books' })).toEqual(INACTIVE)
    await refresh(token, AS_WEB)
    expect(await introspect(token, AS_WEB)).toEqual(INACTIVE)
  })
})

describe('revocation', () => {
  it('of a refresh token ends its grant with one write, and says so in an event (RFC 7009 §2.1)', async () => {
    const { redeem, revoke, refresh, issueCode, verbs, reset, reported } = await backChannel()
    const first = await redeem(issueCode())
    const second = await refresh(first.refresh_token)
    reset()
    await revoke(first.refresh_token ?? '')
    expect(verbs).toEqual(['grants.revoke'])
    expect(reported).toMatchObject([{ name: 'grant.revoked', clientId: 'app' }])
    expect(await reasonOf(refresh(second.refresh_token))).toBe('grant_revoked')
  })

  it('of anything unknown is as good as done, and of nothing is a mistake (RFC 7009 §2.2)', async () => {
    const { revoke } = await backChannel()
    for (const token of ['nonsense', 'a.b.c', 'x'.repeat(100_000)]) await revoke(token)
    expect(await reasonOf(revoke(''))).toBe('malformed_request')
  })

  it('needs the authentication of a confidential client (RFC 7009 §2.1)', async () => {
    const { revoke } = await backChannel()
    expect(await reasonOf(revoke('x', { client_id: 'web' }))).toBe('client_authentication_failed')
  })

  it('that the database cannot store is a fault, not a success (CVE-2020-15223)', async () => {
    const { redeem, issueCode, parts } = await backChannel()
    const { access_token, refresh_token = '' } = await redeem(issueCode())
    const broken = () => Promise.reject(new Error('database down'))
    const storage = {
      ...parts.storage,
      grants: { ...parts.storage.grants, revoke: broken },
      rememberedIds: { ...parts.storage.rememberedIds, remember: broken },
    }
    for (const token of [access_token, refresh_token]) {
      const parameters = toParameters(`client_id=app&token=${token}`)
      const caller = { address: '192.0.2.1', requestId: 'request' }
      await expect(revoke({ parameters, caller }, { ...parts, storage })).rejects.toThrow('database down')
    }
  })
})

describe('a refused JWT', () => {
  const userinfo = (token: string, { parts }: BackChannel) =>
    answerUserinfo({ authorization: `Bearer ${token}`, body: undefined }, parts).catch(String)
  const others = (token: string) => {
    const parameters = toParameters(new URLSearchParams({ ...AS_WEB, token }).toString())
    return { parameters, authorization: undefined, caller: { address: '192.0.2.1', requestId: 'request' } }
  }
  it.each([
    ['userinfo', userinfo],
    ['introspection', (token: string, { parts }: BackChannel) => introspect(others(token), parts)],
    ['revocation', (token: string, { parts }: BackChannel) => revoke(others(token), parts)],
  ])('is verified once at %s: signatures are costly, and anybody can forge one', async (_name, ask) => {
    const channel = await backChannel({ clients: CLIENTS })
    const { access_token } = await channel.redeem(channel.issueCode())
    const { keyRing } = channel.parts
    let verifications = 0
    const verify = (jwt: string) => {
      verifications += 1
      return keyRing.verify(jwt)
    }
    const parts = { ...channel.parts, keyRing: { ...keyRing, verify } }
    await ask(`${access_token.slice(0, -20)}${'A'.repeat(20)}`, { ...channel, parts })
    expect(verifications).toBe(1)
  })
})

describe('userinfo', () => {
  it('answers sub, and the claims of the scopes, without empty ones and without a write (§5.3.2)', async () => {
    const { redeem, userinfo, issueCode, writes, reset } = await backChannel()
    const { access_token } = await redeem(issueCode({ scopes: ['openid', 'profile'] }))
    reset()
    expect(await userinfo(access_token)).toEqual({ sub: 'ada', name: 'Ada' })
    expect(writes()).toBe(0)
  })

  it("answers no more than the token's scopes, however much was granted (CVE-2026-55982)", async () => {
    const { redeem, refresh, userinfo, issueCode } = await backChannel()
    const { refresh_token } = await redeem(issueCode({ scopes: ['openid', 'profile', 'email'] }))
    const narrow = await refresh(refresh_token, { scope: 'openid email' })
    expect(await userinfo(narrow.access_token)).toEqual({
      sub: 'ada',
      email: 'ada@example.com',
      email_verified: true,
    })
  })

  it('answers the claims that the claims parameter asked for (OpenID Connect Core §5.5)', async () => {
    const { redeem, userinfo, issueCode } = await backChannel()
    const claims = { userinfo: { email: { essential: true }, zzz: {} }, idToken: {} }
    const { access_token } = await redeem(issueCode({ scopes: ['openid'], claims }))
    expect(await userinfo(access_token)).toEqual({ sub: 'ada', email: 'ada@example.com' })
  })

  it('wants openid, a person, and a token for us (OpenID Connect Core §5.3; RFC 9068 §4)', async () => {
    const { redeem, token, userinfo, issueCode } = await backChannel({ clients: CLIENTS })
    const books = await redeem(issueCode(FOR_BOOKS))
    expect(await reasonOf(userinfo(books.access_token))).toBe('token_invalid')
    const own = await token({ grant_type: 'client_credentials', scope: 'openid', ...AS_WEB })
    expect(await reasonOf(userinfo(own.access_token))).toBe('insufficient_scope')
    const noOpenid = await redeem(issueCode({ scopes: ['email'], resources: [ISSUER] }))
    expect(await reasonOf(userinfo(noOpenid.access_token))).toBe('insufficient_scope')
    const both = await redeem(issueCode({ scopes: ['openid', 'books:read'], resources: [ISSUER, BOOKS] }))
    expect(claimsOf(both.access_token).aud).toEqual([BOOKS, ISSUER])
    expect(await userinfo(both.access_token)).toEqual({ sub: 'ada' })
  })

  it("takes the operator's claims, but never another sub", async () => {
    const customClaims = () => ({ tier: 'gold', sub: 'eve', email: 'eve@example.com' })
    const { redeem, userinfo, issueCode } = await backChannel({ settings: { customClaims } })
    const { access_token } = await redeem(issueCode())
    expect(await userinfo(access_token)).toMatchObject({ tier: 'gold', sub: 'ada', email: 'ada@example.com' })
  })
})

import { describe, expect, it } from 'vitest'
import { BOOKS, ISSUER, MAIL, makeClient } from '../../protocol/make-client.ts'
import {
  type BackChannel,
  backChannel,
  claimsOf,
  makeConfidential,
  reasonOf,
  SECRET,
} from '../back-channel.ts'

const AS_WEB = { client_id: 'web', client_secret: SECRET }
const EVERYTHING = {
  scopes: ['openid', 'email', 'offline_access', 'books:read', 'books:write', 'mail:send'],
  resources: [ISSUER, BOOKS, MAIL],
}

async function signedIn(options: Parameters<typeof backChannel>[0] = {}) {
  const channel = await backChannel(options)
  const first = await channel.redeem(channel.issueCode({ nonce: 'n-0S6' }))
  channel.reset()
  return { ...channel, first }
}

function pastGrace({ clock, parts }: Pick<BackChannel, 'clock' | 'parts'>) {
  clock.advance(parts.settings.lifetimes.refreshGraceSeconds)
}

describe('refreshing', () => {
  it('answers new tokens for the same grant, and writes once (OAuth 2.1 §4.3)', async () => {
    const { refresh, first, userinfo, verbs } = await signedIn()
    const second = await refresh(first.refresh_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second.scope).toBe('openid email')
    expect(await userinfo(second.access_token)).toMatchObject({ sub: 'ada' })
    expect(verbs).toEqual(['grants.advance'])
  })

  it('gives an ID token of the original sign-in, without the nonce (OpenID Connect Core §12.2)', async () => {
    const { refresh, first, clock } = await signedIn()
    const authTime = clock.now() - 100
    clock.advance(300)
    const { id_token, access_token } = await refresh(first.refresh_token)
    const claims = claimsOf(id_token)
    expect(claims).toMatchObject({
      iss: ISSUER,
      sub: 'ada',
      aud: 'app',
      auth_time: authTime,
      iat: clock.now(),
    })
    expect(claims).not.toHaveProperty('nonce')
    expect(claims.sid).toBe(claimsOf(first.id_token).sid)
    expect(claimsOf(access_token)).toMatchObject({ auth_time: authTime, amr: ['pwd'] })
  })

  it('50 times at once gives one lineage: all get the same successor, which works (CVE-2026-1035)', async () => {
    const { refresh, first, clock } = await signedIn()
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(first.refresh_token)))
    const successors = new Set(answers.map((answer) => answer.refresh_token))
    expect(successors.size).toBe(1)
    clock.advance(3600)
    await refresh([...successors][0])
  })

  it('again within the grace time gives the same successor again: a lost answer costs nothing', async () => {
    const { refresh, first, clock, parts } = await signedIn()
    const second = await refresh(first.refresh_token)
    clock.advance(parts.settings.lifetimes.refreshGraceSeconds - 1)
    expect((await refresh(first.refresh_token)).refresh_token).toBe(second.refresh_token)
    await refresh(second.refresh_token)
  })

  it('again after the grace time is a replay: the grant and all its tokens are dead (RFC 9700 §4.14.2)', async () => {
    const channel = await signedIn()
    const { refresh, first, userinfo, reported } = channel
    const second = await refresh(first.refresh_token)
    pastGrace(channel)
    expect(await reasonOf(refresh(first.refresh_token))).toBe('refresh_token_replayed')
    expect(reported).toMatchObject([{ name: 'refresh_token.replayed', accountId: 'ada', clientId: 'app' }])
    expect(await reasonOf(refresh(second.refresh_token))).toBe('grant_revoked')
    expect(await reasonOf(userinfo(second.access_token))).toBe('token_invalid')
  })

  it('with an older token than the predecessor is a replay within the grace time too', async () => {
    const { refresh, first } = await signedIn()
    const second = await refresh(first.refresh_token)
    await refresh(second.refresh_token)
    expect(await reasonOf(refresh(first.refresh_token))).toBe('refresh_token_replayed')
  })

  it('by a replay that is invalid in anything else revokes nothing', async () => {
    const channel = await signedIn()
    const { refresh, first } = channel
    const second = await refresh(first.refresh_token)
    pastGrace(channel)
    expect(await reasonOf(refresh(first.refresh_token, { scope: 'mail:send' }))).toBe('invalid_scope')
    await refresh(second.refresh_token)
  })

  it('is for the client that the token was issued to, and nobody else spoils it (OAuth 2.1 §4.3)', async () => {
    const clients = [makeClient(), makeClient({ clientId: 'other' })]
    const { refresh, first } = await signedIn({ clients })
    expect(await reasonOf(refresh(first.refresh_token, { client_id: 'other' }))).toBe('refresh_token_invalid')
    await refresh(first.refresh_token)
  })

  it('fails with any other spelling of the token (OAuth 2.1 §4.3)', async () => {
    const { refresh, first } = await signedIn()
    const [id = '', generation = '', mac = ''] = first.refresh_token?.split('.') ?? []
    const flipped = mac.startsWith('A') ? `B${mac.slice(1)}` : `A${mac.slice(1)}`
    const forged = [
      `${id}.${generation}.${flipped}`,
      `${id}.1.${mac}`,
      `${id}.00.${mac}`,
      `${id}.-0.${mac}`,
      `${id.slice(1)}A.${generation}.${mac}`,
      `${id}.${generation}.${mac.slice(0, -1)}`,
      `${id}.${generation}.${mac}=`,
      ` ${first.refresh_token}`,
      first.access_token,
      first.id_token,
    ]
    for (const token of forged) expect(await reasonOf(refresh(token)), token).toBe('refresh_token_invalid')
    await refresh(first.refresh_token)
  })

  it('needs the authentication of a confidential client (OAuth 2.1 §4.3.1)', async () => {
    const { redeem, refresh, issueCode } = await backChannel()
    const { refresh_token } = await redeem(issueCode({ clientId: 'web' }), AS_WEB)
    for (const wrong of [{ client_id: 'web' }, { client_id: 'web', client_secret: 'wrong' }]) {
      expect(await reasonOf(refresh(refresh_token, wrong))).toBe('client_authentication_failed')
    }
    await refresh(refresh_token, AS_WEB)
  })

  it('repeats the token of a confidential client that does not rotate (RFC 9700 §2.2.2)', async () => {
    const clients = [makeConfidential({ rotateRefreshTokens: false })]
    const { redeem, refresh, issueCode, clock } = await backChannel({ clients })
    const { refresh_token } = await redeem(issueCode({ clientId: 'web' }), AS_WEB)
    clock.advance(3600)
    expect((await refresh(refresh_token, AS_WEB)).refresh_token).toBe(refresh_token)
    expect((await refresh(refresh_token, AS_WEB)).refresh_token).toBe(refresh_token)
  })

  it('rotates for a public client, whatever its registration says (RFC 9700 §2.2.2)', async () => {
    const { refresh, first } = await signedIn({ clients: [makeClient({ rotateRefreshTokens: false })] })
    expect((await refresh(first.refresh_token)).refresh_token).not.toBe(first.refresh_token)
  })
})

describe('what a refresh may ask for', () => {
  it('is part of the scope, once: the next refresh has all of it again (OAuth 2.1 §4.3.3)', async () => {
    const { refresh, first } = await signedIn()
    const narrow = await refresh(first.refresh_token, { scope: 'email' })
    expect(narrow.scope).toBe('email')
    expect(narrow.id_token).toBeUndefined()
    expect((await refresh(narrow.refresh_token)).scope).toBe('openid email')
  })

  it('is never more than was granted, nor what the client has lost since', async () => {
    const { refresh, first, clients } = await signedIn()
    expect(await reasonOf(refresh(first.refresh_token, { scope: 'openid profile' }))).toBe('invalid_scope')
    clients.set('app', makeClient({ scopes: ['openid'] }))
    expect((await refresh(first.refresh_token)).scope).toBe('openid')
  })

  it('is any of the granted APIs, each time another, and no other (RFC 8707 §2.2)', async () => {
    const { redeem, refresh, issueCode } = await backChannel()
    const granted = { ...EVERYTHING, resources: [ISSUER, BOOKS, MAIL] }
    const first = await redeem(issueCode(granted), { resource: BOOKS })
    expect(claimsOf(first.access_token)).toMatchObject({ aud: BOOKS, scope: 'books:read books:write' })
    const second = await refresh(first.refresh_token, { resource: MAIL })
    expect(claimsOf(second.access_token)).toMatchObject({ aud: MAIL, scope: 'mail:send' })
    const only = await redeem(issueCode({ scopes: ['books:read'], resources: [BOOKS] }))
    expect(await reasonOf(refresh(only.refresh_token, { resource: MAIL }))).toBe('invalid_target')
  })
})

describe('the end of a grant', () => {
  it('comes when it was idle for too long (OWASP ASVS 10.4.8)', async () => {
    const { redeem, refresh, issueCode, clock, parts } = await backChannel()
    const { refresh_token } = await redeem(issueCode({ scopes: ['openid', 'offline_access'] }))
    clock.advance(parts.settings.lifetimes.refreshTokenIdleSeconds - 1)
    const second = await refresh(refresh_token)
    clock.advance(parts.settings.lifetimes.refreshTokenIdleSeconds)
    expect(await reasonOf(refresh(second.refresh_token))).toBe('refresh_token_invalid')
  })

  it('comes at its absolute expiry, however often it was refreshed, and its tokens end with it', async () => {
    const settings = {
      lifetimes: { ...(await backChannel()).parts.settings.lifetimes, refreshTokenSeconds: 1000 },
    }
    const { redeem, refresh, issueCode, clock, userinfo } = await backChannel({ settings })
    const first = await redeem(issueCode({ scopes: ['openid', 'offline_access'] }))
    clock.advance(900)
    const second = await refresh(first.refresh_token)
    expect(second.expires_in).toBe(100)
    clock.advance(100)
    expect(await reasonOf(refresh(second.refresh_token))).toBe('refresh_token_invalid')
    expect(await reasonOf(userinfo(second.access_token))).toBe('token_invalid')
  })

  it('comes with the end of its session, unless it has offline_access (RFC 10017)', async () => {
    const { redeem, refresh, issueCode, parts } = await backChannel()
    const bound = await redeem(issueCode())
    const offline = await redeem(issueCode({ scopes: ['openid', 'offline_access'] }))
    await parts.storage.sessions.end('session')
    expect(await reasonOf(refresh(bound.refresh_token))).toBe('grant_revoked')
    await refresh(offline.refresh_token)
  })

  it('does not come with the idle limit of the session, which is for the browser', async () => {
    const { refresh, first, clock, parts } = await signedIn()
    clock.advance(parts.settings.lifetimes.sessionIdleSeconds + 1)
    await refresh(first.refresh_token)
  })

  it('comes when the account or the client is disabled (OAuth 2.1 §4.3.1)', async () => {
    const { refresh, first, accounts, clients } = await signedIn()
    const ada = accounts.get('ada')
    accounts.delete('ada')
    expect(await reasonOf(refresh(first.refresh_token))).toBe('account_unavailable')
    if (ada) accounts.set('ada', ada)
    clients.set('app', makeClient({ disabled: true }))
    expect(await reasonOf(refresh(first.refresh_token))).toBe('client_authentication_failed')
  })

  it('is seen before anything is written', async () => {
    const { redeem, refresh, issueCode, revoke, reset, verbs, clock, parts } = await backChannel()
    const revoked = await redeem(issueCode())
    const idle = await redeem(issueCode({ scopes: ['openid', 'offline_access'] }))
    await revoke(revoked.refresh_token ?? '')
    reset()
    expect(await reasonOf(refresh(revoked.refresh_token))).toBe('grant_revoked')
    clock.advance(parts.settings.lifetimes.refreshTokenIdleSeconds)
    expect(await reasonOf(refresh(idle.refresh_token))).toBe('refresh_token_invalid')
    expect(verbs).toEqual([])
  })

  it('wins over a refresh at the same moment', async () => {
    const { refresh, first, parts, clock } = await signedIn()
    const id = first.refresh_token?.split('.')[0] ?? ''
    const [answer] = await Promise.allSettled([
      refresh(first.refresh_token),
      parts.storage.grants.revoke(id, clock.now()),
    ])
    const last = answer.status === 'fulfilled' ? answer.value.refresh_token : first.refresh_token
    expect(await reasonOf(refresh(last))).toBe('grant_revoked')
  })
})

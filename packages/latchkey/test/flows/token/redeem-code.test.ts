import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { AuthorizationCode } from '../../../src/protocol/token/authorization-code.ts'
import { BOOKS, ISSUER, MAIL, makeClient } from '../../protocol/make-client.ts'
import {
  type BackChannel,
  backChannel,
  claimsOf,
  headerOf,
  makeConfidential,
  reasonOf,
  SECRET,
  VERIFIER,
} from '../back-channel.ts'

describe('redeeming an authorization code', () => {
  it('answers with an access token, a refresh token and an ID token (OAuth 2.1 §3.2.3)', async () => {
    const { redeem, issueCode } = await backChannel()
    const answer = await redeem(issueCode())
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'openid email' })
    expect(answer.refresh_token).toMatch(/^[\w-]{22}\.0\.[\w-]{43}$/)
    expect(headerOf(answer.id_token)).toMatchObject({ alg: 'RS256', kid: expect.any(String) })
  })

  it('writes once', async () => {
    const { redeem, issueCode, verbs } = await backChannel()
    await redeem(issueCode())
    expect(verbs).toEqual(['grants.open'])
  })

  it('works once, and a second valid use revokes the tokens of the first (OAuth 2.1 §4.1.3)', async () => {
    const { redeem, refresh, userinfo, issueCode, reported } = await backChannel()
    const code = issueCode()
    const first = await redeem(code)
    expect(await reasonOf(redeem(code))).toBe('code_replayed')
    expect(reported).toMatchObject([{ name: 'code.replayed', clientId: 'app', accountId: 'ada' }])
    expect(await reasonOf(userinfo(first.access_token))).toBe('token_invalid')
    expect(await reasonOf(refresh(first.refresh_token))).toBe('grant_revoked')
  })

  it('works for one of 50 at once (GHSA-7w99-5wm4-3g79)', async () => {
    const { redeem, issueCode } = await backChannel()
    const code = issueCode()
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => redeem(code)))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('by another client fails like any wrong code, and leaves the code to its owner (RFC 6749 §5.2)', async () => {
    const clients = [makeClient(), makeClient({ clientId: 'other' }), makeConfidential()]
    const { redeem, issueCode } = await backChannel({ clients })
    const code = issueCode()
    expect(await reasonOf(redeem(code, { client_id: 'other' }))).toBe('code_invalid')
    expect(await reasonOf(redeem(code, { client_id: 'web', client_secret: SECRET }))).toBe('code_invalid')
    await redeem(code)
  })

  it('fails in the same words for an expired, a foreign, a broken and an unknown code', async () => {
    const { redeem, issueCode, clock } = await backChannel()
    const expired = issueCode({ expiresAt: clock.now() })
    const code = issueCode()
    const broken = [`${code}A`, code.slice(0, -1), code.slice(1), 'nonsense', `${'A'.repeat(99_999)}`]
    const codes = [expired, issueCode({ clientId: 'web' }), ...broken]
    const words = await Promise.all(
      codes.map((wrong) => redeem(wrong).catch((cause: Error) => cause.message)),
    )
    expect(new Set(words)).toEqual(new Set(['code_invalid']))
  })

  it('fails for a code that would be good for more than twice ten minutes, as a clock was ahead (RFC 6749 §4.1.2)', async () => {
    const { redeem, issueCode, clock } = await backChannel()
    expect(await reasonOf(redeem(issueCode({ expiresAt: clock.now() + 1200 })))).toBe('code_invalid')
    expect(await redeem(issueCode({ expiresAt: clock.now() + 1199 }))).toHaveProperty('access_token')
  })

  it('fails for a redirect URI that is sent and differs, and does without one (OAuth 2.1 §10.2)', async () => {
    const { redeem, issueCode } = await backChannel()
    const code = issueCode()
    expect(await reasonOf(redeem(code, { redirect_uri: 'https://app.example/cb2' }))).toBe('code_invalid')
    await redeem(code, { redirect_uri: 'https://app.example/cb' })
  })

  it('fails when the account is gone or disabled by then (OWASP ASVS 7.4.2)', async () => {
    const { redeem, issueCode, accounts } = await backChannel()
    const ada = accounts.get('ada')
    if (ada) accounts.set('ada', { ...ada, disabled: true })
    expect(await reasonOf(redeem(issueCode()))).toBe('account_unavailable')
    accounts.delete('ada')
    expect(await reasonOf(redeem(issueCode()))).toBe('account_unavailable')
  })

  it('fails after the session has ended, also for a grant that was to outlive it (RFC 10017)', async () => {
    const { redeem, issueCode, parts } = await backChannel()
    await parts.storage.sessions.end('session')
    expect(await reasonOf(redeem(issueCode()))).toBe('grant_revoked')
    const lasting = issueCode({ scopes: ['openid', 'offline_access'] })
    expect(await reasonOf(redeem(lasting))).toBe('grant_revoked')
  })

  it('fails when the consent was taken back or no longer covers it, except for an app of the operator', async () => {
    const { redeem, issueCode, clients, parts } = await backChannel()
    const { consents } = parts.storage
    await consents.forgetAll({ accountId: 'ada', clientId: 'app' })
    expect(await reasonOf(redeem(issueCode()))).toBe('grant_revoked')
    const consent = { accountId: 'ada', clientId: 'app', resources: [], grantedAt: 0 }
    await consents.remember({ ...consent, scopes: ['openid'] })
    expect(await reasonOf(redeem(issueCode()))).toBe('grant_revoked')
    clients.set('app', makeClient({ firstParty: true }))
    await redeem(issueCode())
  })

  it('takes no scope from the token request (RFC 6749 §3.3)', async () => {
    const { redeem, issueCode } = await backChannel()
    expect((await redeem(issueCode(), { scope: 'openid profile mail:send' })).scope).toBe('openid email')
  })

  it('gives no scope that the client has lost since', async () => {
    const { redeem, issueCode, clients } = await backChannel()
    const code = issueCode()
    clients.set('app', makeClient({ scopes: ['openid'] }))
    expect((await redeem(code)).scope).toBe('openid')
  })

  it('needs the code', async () => {
    const { token } = await backChannel()
    expect(await reasonOf(token({ grant_type: 'authorization_code', client_id: 'app' }))).toBe(
      'malformed_request',
    )
  })

  it('gives a refresh token only to a client that is registered for it', async () => {
    const clients = [makeClient({ grantTypes: ['authorization_code'] })]
    const { redeem, issueCode, parts, clock } = await backChannel({ clients })
    const grantId = 'AAAAAAAAAAAAAAAAAAAAAA'
    const answer = await redeem(issueCode({ grantId, scopes: ['openid', 'offline_access'] }))
    expect(answer.refresh_token).toBeUndefined()
    const grant = await parts.storage.grants.find(grantId)
    expect(grant?.absoluteExpiresAt).toBe(clock.now() + 600)
  })

  it('makes no token that outlives the session it is bound to', async () => {
    const { redeem, issueCode, clock, parts } = await backChannel()
    clock.advance(parts.settings.lifetimes.sessionSeconds - 400)
    await parts.storage.sessions.touch('session', clock.now())
    expect((await redeem(issueCode())).expires_in).toBe(400)
  })
})

describe('the redirect URI of a code that no PKCE challenge binds (RFC 6749 §4.1.3, §10.6)', () => {
  const asWeb = { client_id: 'web', client_secret: SECRET, code_verifier: '' }
  const clients = [makeConfidential({ requirePkce: false })]

  it('has to be sent again, and a request without it does not use up the code', async () => {
    const { redeem, parts, issueCode } = await backChannel({ clients })
    const code = withoutChallenge(issueCode({ clientId: 'web' }), parts)
    expect(await reasonOf(redeem(code, asWeb))).toBe('redirect_uri_missing')
    expect(await reasonOf(redeem(code, { ...asWeb, redirect_uri: '' }))).toBe('redirect_uri_missing')
    expect(await reasonOf(redeem(code, { ...asWeb, redirect_uri: 'https://app.example/cb2' }))).toBe(
      'code_invalid',
    )
    await redeem(code, { ...asWeb, redirect_uri: 'https://app.example/cb' })
  })

  it('may be left out if the authorization request left it out too', async () => {
    const { redeem, parts, issueCode } = await backChannel({ clients })
    const change = { clientId: 'web', redirectUriLeftOut: true } as const
    await redeem(withoutChallenge(issueCode(change), parts), asWeb)
  })

  it('is asked for only from the client that the code is for', async () => {
    const { redeem, parts, issueCode } = await backChannel({ clients })
    expect(await reasonOf(redeem(withoutChallenge(issueCode(), parts), asWeb))).toBe('code_invalid')
  })
})

function withoutChallenge(code: string, { sealer }: BackChannel['parts']): string {
  const { codeChallenge: _, ...rest } = sealer.unseal('authorization_code', code) as AuthorizationCode
  return sealer.seal('authorization_code', rest)
}

describe('the verifier of a code', () => {
  it('must be there, and be the right one (RFC 7636 §4.6)', async () => {
    const { redeem, issueCode } = await backChannel()
    const code = issueCode()
    for (const wrong of ['', `${VERIFIER}x`, VERIFIER.slice(1), VERIFIER.toUpperCase()]) {
      expect(await reasonOf(redeem(code, { code_verifier: wrong })), wrong).toBe('code_verifier_mismatch')
    }
    await redeem(code)
  })

  it('is refused when too short, even if its hash is the challenge (CVE-2026-41213)', async () => {
    const { redeem, issueCode } = await backChannel()
    const codeChallenge = createHash('sha256').update('a').digest('base64url')
    expect(await reasonOf(redeem(issueCode({ codeChallenge }), { code_verifier: 'a' }))).toBe(
      'code_verifier_mismatch',
    )
  })

  it('is refused without a challenge (RFC 9700 §4.8.2), from a client that may do without', async () => {
    const clients = [makeConfidential({ requirePkce: false })]
    const { redeem, parts, issueCode } = await backChannel({ clients })
    const sealed = withoutChallenge(issueCode({ clientId: 'web' }), parts)
    const asWeb = { client_id: 'web', client_secret: SECRET, redirect_uri: 'https://app.example/cb' }
    expect(await reasonOf(redeem(sealed, asWeb))).toBe('code_verifier_unexpected')
    await redeem(sealed, { ...asWeb, code_verifier: '' })
  })

  it('can be guessed a few times only: then the code is dead, for its owner too (CVE-2026-41213)', async () => {
    const { redeem, issueCode, parts } = await backChannel()
    const code = issueCode()
    for (let guess = 0; guess < parts.settings.limits.codeVerifierAttempts; guess++) {
      await reasonOf(redeem(code, { code_verifier: `${VERIFIER}${guess}` }))
    }
    expect(await reasonOf(redeem(code))).toBe('code_invalid')
  })

  it('guessed at after the code was redeemed revokes nothing (OAuth 2.1 §7.5.2)', async () => {
    const { redeem, userinfo, issueCode } = await backChannel()
    const code = issueCode()
    const { access_token } = await redeem(code)
    for (let guess = 0; guess < 10; guess++)
      await reasonOf(redeem(code, { code_verifier: `${VERIFIER}${guess}` }))
    expect(await userinfo(access_token)).toMatchObject({ sub: 'ada' })
  })
})

describe('the access token of a code', () => {
  it('is a JWT after RFC 9068 §2', async () => {
    const { redeem, issueCode, clock } = await backChannel()
    const { access_token } = await redeem(issueCode({ acr: 'urn:example:silver' }))
    expect(headerOf(access_token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' })
    expect(claimsOf(access_token)).toEqual({
      iss: ISSUER,
      sub: 'ada',
      aud: ISSUER,
      client_id: 'app',
      iat: clock.now(),
      exp: clock.now() + 600,
      jti: expect.stringMatching(/^[\w-]{22}\.[\w-]{22}$/),
      scope: 'openid email',
      auth_time: clock.now() - 100,
      acr: 'urn:example:silver',
      amr: ['pwd'],
    })
  })

  it('is for the API that the request names, with its scopes (RFC 8707 §2.2)', async () => {
    const { redeem, issueCode } = await backChannel()
    const scopes = ['openid', 'books:read', 'mail:send']
    const code = issueCode({ scopes, resources: [ISSUER, BOOKS, MAIL] })
    expect(await reasonOf(redeem(code))).toBe('invalid_target')
    const answer = await redeem(code, { resource: BOOKS })
    expect(claimsOf(answer.access_token)).toMatchObject({ aud: BOOKS, scope: 'books:read' })
    expect(answer.id_token).toBeDefined()
  })
})

describe('the ID token of a code', () => {
  it('carries protocol claims and nothing else (OpenID Connect Core §2; RFC 10017)', async () => {
    const { redeem, issueCode, clock, parts } = await backChannel()
    const { id_token, access_token } = await redeem(issueCode({ nonce: 'n-0S6' }))
    const hash = createHash('sha256').update(access_token).digest().subarray(0, 16).toString('base64url')
    expect(claimsOf(id_token)).toEqual({
      iss: ISSUER,
      sub: 'ada',
      aud: 'app',
      iat: clock.now(),
      exp: clock.now() + parts.settings.lifetimes.idTokenSeconds,
      nonce: 'n-0S6',
      at_hash: hash,
      auth_time: clock.now() - 100,
      amr: ['pwd'],
      sid: expect.stringMatching(/^[\w-]{22}$/),
    })
  })

  it('comes only with openid (OpenID Connect Core §3.1.2.1)', async () => {
    const { redeem, issueCode } = await backChannel()
    const answer = await redeem(issueCode({ scopes: ['books:read'], resources: [BOOKS] }))
    expect(answer.id_token).toBeUndefined()
  })

  it('is signed with the algorithm that the client registered (OpenID Connect Registration §2)', async () => {
    const clients = [makeClient({ idTokenSignedResponseAlg: 'ES256' })]
    const { redeem, issueCode } = await backChannel({ clients })
    expect(headerOf((await redeem(issueCode())).id_token).alg).toBe('ES256')
  })

  it('carries the claims that were asked for there, of scopes that the client is registered for (§5.5)', async () => {
    const idToken = { email: {}, phone_number: {}, is_admin: {}, sub: { value: 'ada' } }
    const { redeem, issueCode, accounts } = await backChannel()
    accounts.set('ada', {
      id: 'ada',
      username: 'ada',
      disabled: false,
      claims: { email: 'ada@example.com', phone_number: '+1', is_admin: true },
    })
    const { id_token } = await redeem(issueCode({ claims: { userinfo: {}, idToken } }))
    const claims = claimsOf(id_token)
    expect(claims).toMatchObject({ email: 'ada@example.com', sub: 'ada' })
    expect(claims).not.toHaveProperty('phone_number')
    expect(claims).not.toHaveProperty('is_admin')
  })

  it('carries the claims of the scopes for a client that wants them there', async () => {
    const clients = [makeClient({ claimsInIdToken: true })]
    const { redeem, issueCode } = await backChannel({ clients })
    expect(claimsOf((await redeem(issueCode())).id_token)).toMatchObject({
      email: 'ada@example.com',
      email_verified: true,
    })
  })

  it("takes the operator's claims, but not in place of ours", async () => {
    const customClaims = () => ({
      tier: 'gold',
      sub: 'eve',
      iss: 'https://evil.example',
      aud: 'x',
      gone: null,
      cnf: { jkt: 'x' },
    })
    const { redeem, issueCode } = await backChannel({ settings: { customClaims } })
    const answer = await redeem(issueCode())
    for (const token of [answer.id_token, answer.access_token]) {
      expect(claimsOf(token)).toMatchObject({ tier: 'gold', sub: 'ada', iss: ISSUER })
      for (const absent of ['gone', 'cnf']) expect(claimsOf(token)).not.toHaveProperty(absent)
    }
  })

  it('has nothing in its ID token that only access tokens have, whatever the operator adds (JWT-07; RFC 8725 §3.12)', async () => {
    const customClaims = () => ({ client_id: 'app', jti: 'x' })
    const { redeem, issueCode } = await backChannel({ settings: { customClaims } })
    const { id_token } = await redeem(issueCode())
    for (const name of ['client_id', 'jti']) expect(claimsOf(id_token)).not.toHaveProperty(name)
  })
})

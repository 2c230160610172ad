import { describe, expect, it } from 'vitest'
import { requireValidAssertion } from '../../../src/protocol/client-authentication/require-valid-assertion.ts'
import { Refusal } from '../../../src/protocol/refusal.ts'

const NOW = 1_800_000_000
const ISSUER = 'https://id.example'
const ENDPOINT = 'https://id.example/token'
const valid = { iss: 'app', sub: 'app', aud: ISSUER, exp: NOW + 60, iat: NOW, jti: 'one' }

function check(change: Record<string, unknown>, assertionAudience: 'issuer' | 'endpoint' = 'issuer') {
  const client = { clientId: 'app', assertionAudience }
  return requireValidAssertion(
    { ...valid, ...change },
    { client, issuer: ISSUER, tokenEndpoint: ENDPOINT, now: NOW },
  )
}

function refusalOf(change: Record<string, unknown>, audience?: 'endpoint'): Refusal | undefined {
  try {
    check(change, audience)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

describe('a client assertion (RFC 7523 §3)', () => {
  it('is accepted when it says who, for whom, until when and which one', () => {
    expect(check({})).toEqual({ jti: 'one', expiresAt: NOW + 70 })
  })

  it.each([
    { iss: undefined },
    { sub: undefined },
    { iss: 'other' },
    { sub: 'other' },
    { iss: ['app'] },
    { sub: { toString: 'app' } },
  ])('names the client as issuer and as subject (CA-02): %j', (change) => {
    expect(refusalOf(change)?.reason).toBe('client_authentication_failed')
  })

  it.each([
    undefined,
    '',
    ENDPOINT,
    `${ISSUER}/`,
    'https://id.example/par',
    'https://other.example',
    [],
    [ISSUER, ENDPOINT],
    [ISSUER, ISSUER],
    [ENDPOINT],
    [[ISSUER]],
    { 0: ISSUER, length: 1 },
  ])('names our issuer as its only audience (CA-03, RFC 7523bis §4): not %j', (aud) => {
    expect(refusalOf({ aud })?.reason).toBe('client_authentication_failed')
  })

  it('may write the audience as an array of one', () => {
    expect(check({ aud: [ISSUER] }).jti).toBe('one')
  })

  it('may name the token endpoint when the client is registered so, and still nothing else', () => {
    expect(check({ aud: ENDPOINT }, 'endpoint').jti).toBe('one')
    expect(check({ aud: [ENDPOINT] }, 'endpoint').jti).toBe('one')
    expect(check({ aud: ISSUER }, 'endpoint').jti).toBe('one')
    expect(refusalOf({ aud: [ENDPOINT, ISSUER] }, 'endpoint')).toBeDefined()
    expect(refusalOf({ aud: `${ENDPOINT}/` }, 'endpoint')).toBeDefined()
  })

  it.each([undefined, null, '123', String(NOW + 60), Number.NaN, Number.POSITIVE_INFINITY, -1, [NOW + 60]])(
    'has a numeric exp (JWT-10): not %j',
    (exp) => expect(refusalOf({ exp })?.message).toMatch(/exp is required/),
  )

  it('is not past, but for ten seconds of clock drift (CA-04)', () => {
    expect(refusalOf({ exp: NOW - 300 })?.message).toMatch(/past/)
    expect(refusalOf({ exp: NOW - 10 })).toBeDefined()
    expect(check({ exp: NOW - 9 }).expiresAt).toBe(NOW + 1)
  })

  it('lives an hour at most (CA-04, JWT-12)', () => {
    expect(refusalOf({ exp: NOW + 86_400 })?.message).toMatch(/at most 3600 seconds/)
    expect(refusalOf({ exp: NOW + 3661 })).toBeDefined()
    expect(check({ exp: NOW + 3600 }).jti).toBe('one')
  })

  it.each(['iat', 'nbf'])(
    'is not from the future: %s may be a little ahead, not more than a minute',
    (name) => {
      expect(check({ [name]: NOW + 10 }).jti).toBe('one')
      expect(refusalOf({ [name]: NOW + 61 })?.message).toMatch(/future/)
      expect(refusalOf({ [name]: String(NOW) })?.message).toMatch(/number/)
      expect(check({ [name]: undefined }).jti).toBe('one')
    },
  )

  it.each([undefined, '', 7, ['one'], 'x'.repeat(257)])('has a jti (CA-05): not %j', (jti) => {
    expect(refusalOf({ jti })?.message).toMatch(/jti is required/)
  })

  it('is remembered for as long as it could be accepted, fractions of a second too', () => {
    const { expiresAt } = check({ exp: NOW + 60.25 })
    expect(expiresAt).toBe(NOW + 71)
  })

  it('tells the developer nothing that came from the request', () => {
    expect(refusalOf({ aud: 'https://secret.internal' })?.message).not.toContain('secret.internal')
  })
})

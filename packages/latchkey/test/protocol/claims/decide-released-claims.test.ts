import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountClaims } from '../../../src/protocol/accounts/account.ts'
import { decideReleasedClaims } from '../../../src/protocol/claims/decide-released-claims.ts'

const client = { scopes: ['openid', 'profile', 'email', 'address'] }
const ada = (claims: AccountClaims, username = 'ada') => ({ username, claims })

describe('the released claims', () => {
  it('are those of the scopes (OpenID Connect Core §5.4)', () => {
    const account = ada({ name: 'Ada', email: 'a@b', phone_number: '1', salary: 1 })
    expect(decideReleasedClaims({ account, scopes: ['openid', 'email'], client })).toEqual({
      email: 'a@b',
    })
    expect(decideReleasedClaims({ account, scopes: ['toString', '__proto__'], client })).toEqual({})
  })

  it('are those that were asked for by name, of scopes that the client is registered for (§5.5)', () => {
    const account = ada({ name: 'Ada', phone_number: '1', salary: 1 })
    const requested = { name: {}, phone_number: {}, salary: {}, constructor: {} }
    expect(decideReleasedClaims({ account, scopes: [], requested, client })).toEqual({ name: 'Ada' })
  })

  it('have the type that the standard gives them, and are never null or empty (§5.1, §5.3.2)', () => {
    const scopes = ['profile', 'email', 'address', 'phone']
    const junk = fc.dictionary(
      fc.constantFrom('name', 'email', 'email_verified', 'updated_at', 'address', 'locale', 'phone_number'),
      fc.oneof(fc.anything(), fc.constant(''), fc.constant(null), fc.boolean(), fc.nat()),
    )
    fc.assert(
      fc.property(junk, (claims) => {
        const released = decideReleasedClaims({ account: ada(claims), scopes, client })
        for (const [name, value] of Object.entries(released)) {
          expect(value === null || value === '').toBe(false)
          if (name === 'email_verified') expect(typeof value).toBe('boolean')
          else if (name === 'updated_at') expect(typeof value).toBe('number')
          else if (name === 'address') expect(typeof value).toBe('object')
          else expect(typeof value).toBe('string')
        }
      }),
    )
  })
})

describe('preferred_username', () => {
  const released = (account: ReturnType<typeof ada>, scopes = ['openid', 'profile'], requested = {}) =>
    decideReleasedClaims({ account, scopes, requested, client }).preferred_username

  it('is the username of an account that has no other (OpenID Connect Core §5.1)', () => {
    for (const claims of [{}, { preferred_username: '' }, { preferred_username: 7 as never }])
      expect(released(ada(claims))).toBe('ada')
    expect(released(ada({ preferred_username: 'countess' }))).toBe('countess')
  })

  it('needs the scope, or the request for this claim (§5.4, §5.5)', () => {
    expect(released(ada({}), ['openid', 'email'])).toBeUndefined()
    expect(released(ada({}), ['openid'], { preferred_username: {} })).toBe('ada')
  })

  it('is an email address only for a client that gets the email too', () => {
    const account = ada({}, 'ada@example.com')
    expect(released(account)).toBeUndefined()
    expect(released(account, ['openid', 'profile', 'email'])).toBe('ada@example.com')
    expect(released(account, ['openid', 'profile'], { email: {} })).toBe('ada@example.com')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideReleasedClaims } from '../../../src/protocol/claims/decide-released-claims.ts'

const client = { scopes: ['openid', 'profile', 'email', 'address'] }

describe('the released claims', () => {
  it('are those of the scopes (OpenID Connect Core §5.4)', () => {
    const accountClaims = { name: 'Ada', email: 'a@b', phone_number: '1', salary: 1 }
    expect(decideReleasedClaims({ accountClaims, scopes: ['openid', 'email'], client })).toEqual({
      email: 'a@b',
    })
    expect(decideReleasedClaims({ accountClaims, scopes: ['toString', '__proto__'], client })).toEqual({})
  })

  it('are those that were asked for by name, of scopes that the client is registered for (§5.5)', () => {
    const accountClaims = { name: 'Ada', phone_number: '1', salary: 1 }
    const requested = { name: {}, phone_number: {}, salary: {}, constructor: {} }
    expect(decideReleasedClaims({ accountClaims, scopes: [], requested, client })).toEqual({ name: 'Ada' })
  })

  it('have the type that the standard gives them, and are never null or empty (§5.1, §5.3.2)', () => {
    const scopes = ['profile', 'email', 'address', 'phone']
    const junk = fc.dictionary(
      fc.constantFrom('name', 'email', 'email_verified', 'updated_at', 'address', 'locale', 'phone_number'),
      fc.oneof(fc.anything(), fc.constant(''), fc.constant(null), fc.boolean(), fc.nat()),
    )
    fc.assert(
      fc.property(junk, (accountClaims) => {
        const released = decideReleasedClaims({ accountClaims, scopes, client })
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

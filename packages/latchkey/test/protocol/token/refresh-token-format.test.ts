import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromRefreshToken, toRefreshToken } from '../../../src/protocol/token/refresh-token-format.ts'

const base64url = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'AZaz09-_'), minLength: length, maxLength: length })

describe('the form of a refresh token', () => {
  it('can be taken apart again, and has one spelling', () => {
    const parts = fc.record({
      grantId: base64url(22),
      generation: fc.nat(2_000_000_000),
      mac: base64url(43),
    })
    fc.assert(
      fc.property(parts, (token) => {
        expect(fromRefreshToken(toRefreshToken(token))).toEqual(token)
      }),
    )
  })

  it('is all that is taken apart: what comes back would be written the same', () => {
    const pieces = fc.array(fc.oneof(base64url(22), base64url(43), fc.string(), fc.nat().map(String)))
    fc.assert(
      fc.property(pieces, (some) => {
        const text = some.join('.')
        const token = fromRefreshToken(text)
        if (token !== undefined) expect(toRefreshToken(token)).toBe(text)
      }),
    )
  })
})

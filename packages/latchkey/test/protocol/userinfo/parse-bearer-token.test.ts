import { describe, expect, it } from 'vitest'
import { toParameters } from '../../../src/protocol/parameters.ts'
import { parseBearerToken } from '../../../src/protocol/userinfo/parse-bearer-token.ts'

describe('a bearer token', () => {
  it('comes in the header, whatever the case of the scheme (RFC 6750 §2.1, RFC 9110 §11.1)', () => {
    for (const scheme of ['Bearer', 'bearer', 'bEaReR']) {
      expect(parseBearerToken(`${scheme} a.b-c_d~e+f/g==`, undefined)).toBe('a.b-c_d~e+f/g==')
    }
  })

  it('comes in a form body', () => {
    expect(parseBearerToken(undefined, toParameters('access_token=abc'))).toBe('abc')
  })

  it('does not come in both (RFC 6750 §3.1)', () => {
    expect(() => parseBearerToken('Bearer abc', toParameters('access_token=abc'))).toThrow(/not in both/)
  })

  it('is missing, without an error code, when there is none or another scheme (RFC 6750 §3.1; CVE-2026-28699)', () => {
    for (const header of [undefined, '', 'Basic YTpi', 'Digest x', 'Bearerx abc']) {
      expect(() => parseBearerToken(header, undefined)).toThrow(
        expect.objectContaining({ reason: 'token_missing' }),
      )
    }
  })

  it('is invalid when it is none', () => {
    for (const header of ['Bearer', 'Bearer ', 'Bearer a b', 'Bearer "', 'Bearer é']) {
      expect(() => parseBearerToken(header, undefined), header).toThrow(
        expect.objectContaining({ reason: 'token_invalid' }),
      )
    }
  })
})

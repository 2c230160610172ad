import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBasicCredentials } from '../../../src/protocol/client-authentication/parse-basic-credentials.ts'

const encode = (clientId: string, secret: string) =>
  Buffer.from(new URLSearchParams([[clientId, secret]]).toString().replace('=', ':')).toString('base64')

describe('Basic credentials', () => {
  it('come back as they were encoded, whatever is in them (RFC 6749 §2.3.1, appendix B)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(text, text, (clientId, secret) => {
        expect(parseBasicCredentials(encode(clientId, secret))).toEqual({ clientId, secret })
      }),
    )
  })

  it('are never read from something else, and never throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const credentials = parseBasicCredentials(text)
        expect(credentials === undefined || typeof credentials.clientId === 'string').toBe(true)
      }),
    )
    for (const wrong of ['d2Vi', 'd2ViOnM', 'd2ViOn=M', 'd2Vi OnM=', 'd2ViOnM==', 'd2ViOnM=\n']) {
      expect(parseBasicCredentials(wrong), wrong).toBeUndefined()
    }
  })

  it('may have a colon in the secret as it is: the first one separates (RFC 7617 §2)', () => {
    expect(parseBasicCredentials(Buffer.from('web:a:b').toString('base64'))).toEqual({
      clientId: 'web',
      secret: 'a:b',
    })
  })
})

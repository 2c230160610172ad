import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBasicCredentials } from '../../../src/protocol/client-authentication/parse-basic-credentials.ts'

const encode = (clientId: string, secret: string) =>
  Buffer.from(new URLSearchParams([[clientId, secret]]).toString().replace('=', ':')).toString('base64')
const asSent = (clientId: string, secret: string) => Buffer.from(`${clientId}:${secret}`).toString('base64')

describe('Basic credentials', () => {
  it('come back as they were encoded, whatever is in them (RFC 6749 §2.3.1, appendix B)', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    fc.assert(
      fc.property(text, text, (clientId, secret) => {
        expect(parseBasicCredentials(encode(clientId, secret))[0]).toEqual({ clientId, secret })
      }),
    )
  })

  it('come back as they were sent too, as curl and many libraries send them', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 })
    const id = text.filter((clientId) => !clientId.includes(':'))
    fc.assert(
      fc.property(id, text, (clientId, secret) => {
        expect(parseBasicCredentials(asSent(clientId, secret)).at(-1)).toEqual({ clientId, secret })
      }),
    )
  })

  it.each([
    ['letters, digits and what has no meaning in a form', 'shop', 'aB3-._~/=!*', ['shop aB3-._~/=!*']],
    ['a plus', 'shop', 'aB3+x', ['shop aB3 x', 'shop aB3+x']],
    ['an escape', 'shop', '50%25', ['shop 50%', 'shop 50%25']],
    ['a malformed escape, which nobody has encoded', 'shop', '50%+zz%', ['shop 50%+zz%']],
    ['an escape of half a character', 'shop', '%C3', ['shop %C3']],
    ['an escape in the id: both parts are read in one way', 'a%3Ab', 'x+y', ['a:b x y', 'a%3Ab x+y']],
  ])('are read as %s may be meant', (_, clientId, secret, readings) => {
    const parsed = parseBasicCredentials(asSent(clientId, secret))
    expect(parsed.map((reading) => `${reading.clientId} ${reading.secret}`)).toEqual(readings)
  })

  it('are never read from something else, and never throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseBasicCredentials(text).length).toBeLessThanOrEqual(2)
      }),
    )
    for (const wrong of ['d2Vi', 'd2ViOnM', 'd2ViOn=M', 'd2Vi OnM=', 'd2ViOnM==', 'd2ViOnM=\n']) {
      expect(parseBasicCredentials(wrong), wrong).toEqual([])
    }
  })

  it('may have a colon in the secret as it is: the first one separates (RFC 7617 §2)', () => {
    expect(parseBasicCredentials(asSent('web', 'a:b'))).toEqual([{ clientId: 'web', secret: 'a:b' }])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toChallenge } from '../../src/resource-server/challenge.ts'
import { parseAuthorization } from '../../src/resource-server/parse-authorization.ts'
import { Refusal } from '../../src/resource-server/refusal.ts'

const tokenText = fc
  .tuple(fc.stringMatching(/^[\w.~+/-]{1,200}$/), fc.constantFrom('', '=', '=='))
  .map(([text, end]) => text + end)

function refusalOf(header: string): Refusal | undefined {
  try {
    parseAuthorization(header)
    return undefined
  } catch (cause) {
    if (cause instanceof Refusal) return cause
    throw cause
  }
}

describe('an Authorization header', () => {
  test('with any b64token is that token, in any case and with any space (RFC 6750 §2.1)', () => {
    const scheme = fc.mixedCase(fc.constant('bearer'))
    const space = fc.constantFrom(' ', '  ', '\t')
    fc.assert(
      fc.property(scheme, space, tokenText, (word, gap, token) => {
        expect(parseAuthorization(`${word}${gap}${token}`)).toBe(token)
        expect(parseAuthorization(` ${word}${gap}${token} `)).toBe(token)
      }),
    )
  })

  test('of any text is no token, a token that is in it, or a refusal', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `Bearer ${text}`),
      fc
        .array(fc.constantFrom('Bearer', ' ', ',', '"', 'Basic', 'abc', '=', '\t', '\0', 'ä'))
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(nasty, (header) => {
        const refusal = refusalOf(header)
        if (refusal) expect([400, 401]).toContain(refusal.status)
        const token = refusal ? undefined : parseAuthorization(header)
        if (token === undefined) return
        expect(token).toMatch(/^[\w.~+/-]+=*$/)
        expect(header).toContain(token)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    'Bearer a, Bearer b',
    'Bearer a,Bearer b',
    'Bearer a, Basic b',
    'Basic a, bearer b',
    'Bearer a,b',
    'Basic a, Bearer',
  ])('that is two is malformed, whichever comes first: %s (RFC 6750 §3.1)', (header) =>
    expect(refusalOf(header)).toMatchObject({ status: 400, error: 'invalid_request' }),
  )

  test.each(['Basic YTpi', 'Digest username="a", realm="b"', 'DPoP abc', 'Bearerabc', 'abc', '', ' '])(
    'of another kind is none: %j',
    (header) => expect(parseAuthorization(header)).toBeUndefined(),
  )

  test.each(['\u00a0', '\u2003', '\ufeff', '\f'])(
    'has no token behind what only some take for white space: %j (RFC 9110 §5.6.3)',
    (space) => {
      expect(parseAuthorization(`${space}Bearer abc`)).toBeUndefined()
      expect(parseAuthorization(`Bearer${space}abc`)).toBeUndefined()
      expect(refusalOf(`Bearer ${space}abc`)).toMatchObject({ reason: 'malformed_token' })
      expect(refusalOf(`Bearer abc${space}`)).toMatchObject({ reason: 'malformed_token' })
    },
  )

  test.each([
    'Bearer',
    'Bearer ',
    'Bearer "abc"',
    'Bearer a b',
    'Bearer =',
    'Bearer a=b',
    `Bearer ${'a'.repeat(16_001)}`,
  ])(
    'with something else than a token is a bad token, not a malformed request: %.20s (RFC 6750 §3.1)',
    (header) => expect(refusalOf(header)).toMatchObject({ status: 401, error: 'invalid_token' }),
  )

  test('of any length and shape is read at once', () => {
    const began = performance.now()
    for (const text of ['Bearer ', ',', ', ', ' ', '=', 'Bearer,', ',bearer']) {
      for (const end of ['', 'x']) refusalOf(text.repeat(100_000) + end)
    }
    expect(performance.now() - began).toBeLessThan(1000)
  })
})

describe('a challenge', () => {
  /** Any list of auth-params with quoted values (RFC 9110 §11.6.1). */
  const grammar = /^Bearer(?: \w+="(?:[^"\\]|\\["\\])*"(?:, \w+="(?:[^"\\]|\\["\\])*")*)?$/

  test('is well-formed whatever it has to say, each attribute once (RFC 6750 §3, BR-08)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.option(fc.string(), { nil: undefined }), (scope, url) => {
        const refusal = new Refusal('insufficient_scope', 'x', { parameters: { scope } })
        const challenge = toChallenge(refusal, url)
        expect(challenge).toMatch(grammar)
        const names = [...challenge.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, name]) => name)
        expect(names).toEqual([
          'error',
          'error_description',
          'scope',
          ...(url === undefined ? [] : ['resource_metadata']),
        ])
        expect(() => new Headers({ 'www-authenticate': challenge })).not.toThrow()
      }),
    )
  })
})

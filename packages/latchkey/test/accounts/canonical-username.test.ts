import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalUsername } from '../../src/protocol/accounts/canonical-username.ts'

describe('the username as it is compared and counted (ASVS 6.3.1)', () => {
  test.each([
    ['case', 'ALICE@Example.COM'],
    ['spaces around it', '  alice@example.com\t\n'],
    ['full-width letters', 'ａｌｉｃｅ＠ｅｘａｍｐｌｅ．ｃｏｍ'],
    ['a zero-width space', 'ali\u200bce@example.com'],
    ['a soft hyphen', 'ali\u00adce@example.com'],
    ['a bidirectional override', '\u202ealice@example.com'],
    ['a control character', 'alice\u0000@example.com'],
    ['a byte order mark', '\ufeffalice@example.com'],
  ])('does not change with %s', (_, spelling) => {
    expect(canonicalUsername(spelling)).toBe('alice@example.com')
  })

  test('joins a letter and its accent even with an invisible character between them', () => {
    expect(canonicalUsername('jose\u200b\u0301')).toBe('josé')
  })

  test('joins letters that compose in lower case only', () => {
    expect(canonicalUsername('\u03aa\u0301')).toBe('\u0390')
  })

  test('sees the end of a Greek name behind an invisible character', () => {
    expect(canonicalUsername('ΝΙΚΟΣ\u0000')).toBe(canonicalUsername('ΝΙΚΟΣ'))
    expect(canonicalUsername('ΝΙΚΟΣ\u0000ΑΣ')).toBe(canonicalUsername('ΝΙΚΟΣΑΣ'))
  })

  test('keeps different people apart', () => {
    expect(canonicalUsername('alice+1@example.com')).not.toBe(canonicalUsername('alice@example.com'))
    expect(canonicalUsername('al ice')).not.toBe(canonicalUsername('alice'))
  })

  test('is its own canonical form', () => {
    const marks = fc.constantFrom(
      '\u0301',
      '\u0307',
      '\u0345',
      '\u200b',
      '\u0000',
      ' ',
      'Σ',
      'İ',
      'Ϊ',
      'ﷺ',
      'ﾠ',
    )
    const letters = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), marks)
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 12 }), (username) => {
        const canonical = canonicalUsername(username)
        expect(canonicalUsername(canonical)).toBe(canonical)
      }),
      { numRuns: 1000 },
    )
  })

  test('does not depend on upper case, composition or what is invisible', () => {
    const invisible = fc.constantFrom('\u200b', '\u200d', '\u00ad', '\u202e', '\u0007', '\ufeff')
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zéüñ0-9._@-]{1,40}$/), invisible, (username, hidden) => {
        const canonical = canonicalUsername(username)
        expect(canonicalUsername(username.toUpperCase())).toBe(canonical)
        expect(canonicalUsername(username.normalize('NFD'))).toBe(canonical)
        expect(canonicalUsername(` ${[...username].join(hidden)} `)).toBe(canonical)
      }),
    )
  })
})

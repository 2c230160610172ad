import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toDisplayText, toDisplayUrl, toMonogram } from '../../src/pages/parts/display-text.ts'

describe('a name that somebody chose', () => {
  test.each([
    ['turns nothing round', 'Bank\u202eevil\u202c', 'Bankevil'],
    ['isolates nothing', '\u2066Bank\u2069', 'Bank'],
    ['hides nothing', 'Ba\u200bn\u2060k\ufeff', 'Bank'],
    ['is one line', 'Bank\r\n\tof  here\u2028', 'Bank of here'],
    ['rings no bell', 'Bank\u0007\u0000\u009b', 'Bank'],
    ['is not blank in disguise', '\u3164\u2800\u00ad', ''],
    ['does not climb out of its line', `Z${'\u0351'.repeat(20)}`, 'Z\u0351\u0351\u0351'],
    ['keeps its own script', '株式会社 Ünïcode', '株式会社 Ünïcode'],
  ])('%s', (_rule, name, shown) => {
    expect(toDisplayText(name)).toBe(shown)
  })

  test('is cut with an ellipsis, never through a character', () => {
    expect(toDisplayText('🙂'.repeat(80), 10)).toBe(`${'🙂'.repeat(9)}…`)
    expect(toDisplayText('a'.repeat(60))).toBe('a'.repeat(60))
  })

  test('is one line of visible characters whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const shown = toDisplayText(name)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect(Array.from(shown).length).toBeLessThanOrEqual(60)
      }),
    )
  })
})

describe('a monogram', () => {
  test.each([
    ['harbour books', 'H'],
    ['  «é»', 'É'],
    ['\u202e42', '4'],
    ['株式会社', '株'],
    ['---', '•'],
    ['', '•'],
  ])('of %j is %j', (name, letter) => {
    expect(toMonogram(name)).toBe(letter)
  })
})

describe('a URL as text', () => {
  test('keeps every printable character, so that a developer can compare it', () => {
    expect(toDisplayUrl('https://Books.example/callback/?a=%20')).toBe(
      'https://Books.example/callback/?a=%20',
    )
  })

  test('shows what is not printable ASCII as what it would be sent as', () => {
    expect(toDisplayUrl('https://b\u202eooks.example/ä\ud800')).toBe(
      'https://b%E2%80%AEooks.example/%C3%A4%EF%BF%BD',
    )
  })
})

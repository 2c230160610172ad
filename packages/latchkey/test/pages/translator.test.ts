import { describe, expect, test } from 'vitest'
import { createTranslator } from '../../src/pages/messages/translator.ts'

const en = { hello: 'Hello {name}', apples: '{count, plural, one {# apple} other {# apples}}', raw: 'a < b' }
const de = { hello: 'Hallo {name}', apples: '{count, plural, one {# Apfel} other {# Äpfel}}', raw: 'a < b' }
const make = (overrides = {}) => createTranslator({ en, de, 'pt-BR': en, ar: en }, overrides)

describe('translating', () => {
  test('formats ICU messages in the language asked for', () => {
    const { translate } = make()
    expect(translate('de')('apples', { count: 1 })).toBe('1 Apfel')
    expect(translate('en')('apples', { count: 1200 })).toBe('1,200 apples')
  })

  test('never reads markup in a message or in a value', () => {
    const t = make().translate('en')
    expect(t('raw')).toBe('a < b')
    expect(t('hello', { name: '<b>{name}</b>' })).toBe('Hello <b>{name}</b>')
  })

  test('an unknown key or locale is a fault, and says which', () => {
    expect(() => make().translate('en')('nothing')).toThrow('"nothing"')
    expect(() => make().translate('fr')).toThrow('"fr"')
  })
})

describe("an operator's overrides", () => {
  test('lie on top of one language', () => {
    const { translate } = make({ de: { hello: 'Moin {name}' } })
    expect(translate('de')('hello', { name: 'Ada' })).toBe('Moin Ada')
    expect(translate('en')('hello', { name: 'Ada' })).toBe('Hello Ada')
  })

  test('can bring a new language, with English where it has no word yet', () => {
    const { translate, locales } = make({ fr: { hello: 'Bonjour {name}' } })
    expect(locales).toContain('fr')
    expect(translate('fr')('hello', { name: 'Ada' })).toBe('Bonjour Ada')
    expect(translate('fr')('raw')).toBe('a < b')
  })

  test('that are no message of ours or not well-formed are all named at once', () => {
    const problems = () => make({ de: { helo: 'x', apples: '{count, plural, one {#}' } })
    expect(problems).toThrow(/"helo" \(de\).*"apples" \(de\)/)
  })

  test.each([
    ['a value that the page has not', 'Moin {nmae}', '{nmae}'],
    ['a date where the page has a text', 'Moin {name, date}', '{name, date}'],
    ['such a value inside another', '{name, select, Ada {{count}} other {}}', '{count}'],
  ])('that ask for %s are refused at the start, as no page could be shown', (_, hello, named) => {
    expect(() => make({ de: { hello } })).toThrow(`"hello" (de) has ${named}, which it does not get`)
  })
})

describe('choosing a language', () => {
  const choose = (uiLocales?: string, acceptLanguage?: string) =>
    make().choose({ uiLocales, acceptLanguage }, 'en')

  test.each([
    ['ui_locales comes before the browser (OpenID Connect Core §3.1.2.1)', 'de', 'ar', 'de'],
    ['the first of ui_locales that we have', 'fr de', undefined, 'de'],
    ['a region that we lack leads to its language (RFC 4647 §3.4)', 'de-CH-1996', undefined, 'de'],
    ['a tag is the same in any case', 'PT-br', undefined, 'pt-BR'],
    ['the browser decides by weight (RFC 9110 §12.5.4)', undefined, 'ar;q=0.3, de;q=0.8, fr', 'de'],
    ['weight zero means never', undefined, 'de;q=0', 'en'],
    ['nonsense is passed over', '---', ';;q=,,*;q=x', 'en'],
    ['nothing leads to the default', undefined, undefined, 'en'],
  ])('%s', (_rule, uiLocales, acceptLanguage, locale) => {
    expect(choose(uiLocales, acceptLanguage)).toBe(locale)
  })

  test('an endless list costs no more than a short one', () => {
    expect(choose(`${'x '.repeat(100_000)}de`, `${'x,'.repeat(100_000)}de`)).toBe('en')
  })
})

test('Arabic and Hebrew run from right to left, also in other spellings', () => {
  const { directionOf } = make()
  expect(['ar', 'ar-EG', 'he', 'fa', 'az-Arab', 'en', 'ja'].map(directionOf)).toEqual([
    'rtl',
    'rtl',
    'rtl',
    'rtl',
    'rtl',
    'ltr',
    'ltr',
  ])
})

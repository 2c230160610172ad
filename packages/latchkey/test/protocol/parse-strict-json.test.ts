import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictJson } from '../../src/protocol/parse-strict-json.ts'

function outcomeOf(read: () => unknown): { value: unknown } | 'refused' {
  try {
    return { value: read() }
  } catch {
    return 'refused'
  }
}

/** JSON values whose text has one reading. */
const plainValue = fc.jsonValue({ maxDepth: 5 }).filter((value) => {
  const text = JSON.stringify(value)
  return !text.includes('__proto__') && !text.includes('\\ud')
})

describe('strict JSON', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(plainValue, fc.constantFrom('', ' ', '\n\t'), (value, space) => {
        const text = `${space}${JSON.stringify(value, undefined, space)}${space}`
        expect(parseStrictJson(text)).toStrictEqual(JSON.parse(text))
      }),
    )
  })

  it('accepts nothing that JSON.parse refuses, and reads nothing otherwise than JSON.parse does', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"b"',
      '"\\""',
      '"',
      '1',
      '-',
      'e9',
      'null',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), (fragments) => {
        const text = fragments.join('')
        const strict = outcomeOf(() => parseStrictJson(text))
        if (strict !== 'refused') expect(strict.value).toStrictEqual(JSON.parse(text))
      }),
      { numRuns: 3000 },
    )
  })

  it('refuses a member name that comes twice, wherever it stands (RFC 8725 §2.4, JWT-10)', () => {
    fc.assert(
      fc.property(plainValue, plainValue, plainValue, fc.string(), (before, first, second, name) => {
        fc.pre(name.isWellFormed() && name !== '__proto__')
        const key = JSON.stringify(name)
        const twice = `{${key}:${JSON.stringify(first)},"${name.length}other":[],${key}:${JSON.stringify(second)}}`
        const nested = `{"x":[${JSON.stringify(before)},{"y":${twice}}]}`
        expect(() => parseStrictJson(nested)).toThrow(SyntaxError)
      }),
    )
  })

  it('compares names as they read, not as they are written', () => {
    expect(() => parseStrictJson('{"aud":"a","\\u0061ud":"b"}')).toThrow(/twice/)
  })

  it('allows the same name in different objects', () => {
    const text = '{"a":{"a":[{"a":1},{"a":2}]},"b":"a:a,{","c":["a","a"]}'
    expect(parseStrictJson(text)).toStrictEqual(JSON.parse(text))
  })

  it.each(['{"__proto__":{"admin":true}}', '{"a":[{"__proto__":1}]}', '{"__pro\\u0074o__":1}'])(
    'refuses a member that would be a prototype: %s',
    (text) => {
      expect(() => parseStrictJson(text)).toThrow(SyntaxError)
    },
  )

  it.each(['1e400', '{"exp":-1e999}', '[1E+309]'])('refuses a number beyond a double: %s', (text) => {
    expect(() => parseStrictJson(text)).toThrow(SyntaxError)
  })

  it('refuses lone surrogates, which two encoders write in two ways', () => {
    expect(() => parseStrictJson('"\\ud800"')).toThrow(SyntaxError)
    expect(() => parseStrictJson('{"\\udfff":1}')).toThrow(SyntaxError)
    expect(parseStrictJson('"\\ud83d\\ude00"')).toBe('😀')
  })

  it('refuses more than 64 levels', () => {
    expect(parseStrictJson(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeDefined()
    expect(() => parseStrictJson(`${'['.repeat(65)}${']'.repeat(65)}`)).toThrow(/64 levels/)
    expect(() => parseStrictJson('{"a":'.repeat(5000) + 1 + '}'.repeat(5000))).toThrow(SyntaxError)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromWire, spell, toWire, unspell } from '../../src/storage/postgres/wire-text.ts'

/** Any 16-bit units, halves of pairs and control characters among them. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\u0000', '\u0001', '0', '\ud800', '\udc00', '"', '\\', '{', ','),
  ),
})

test('every text comes back as it was, and none holds what PostgreSQL refuses', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const spelled = spell(text)
      expect(unspell(spelled)).toBe(text)
      expect(spelled.includes('\u0000')).toBe(false)
      expect(spelled.isWellFormed()).toBe(true)
    }),
  )
})

test('JSON texts, and what people write, stay as they are', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(spell(JSON.stringify(text))).toBe(JSON.stringify(text))
    }),
  )
  for (const text of ['', 'a b', 'Ünïcødé 🔑', '{"a",NULL}', 'tab\there']) expect(spell(text)).toBe(text)
})

test('arrays are written as PostgreSQL reads them (PostgreSQL 8.15.2)', () => {
  expect(toWire([])).toBe('{}')
  expect(toWire(['a', null, 'NULL', 'b,c', '{d}', '"\\'])).toBe('{"a",NULL,"NULL","b,c","{d}","\\"\\\\"}')
  expect(toWire([1, null, -2])).toBe('{1,NULL,-2}')
  expect(toWire([true, false])).toBe('{true,false}')
  expect([toWire(null), toWire(5), toWire('x')]).toEqual([null, '5', 'x'])
})

test('numbers come back as numbers, truth as truth, and all else as text', () => {
  const [bigint, bool, text] = [20, 16, 25].map((oid) => fromWire.getTypeParser(oid))
  expect([bigint?.('1800000000'), bool?.('t'), bool?.('f'), text?.('007')]).toEqual([
    1_800_000_000,
    true,
    false,
    '007',
  ])
})

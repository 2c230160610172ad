import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomId } from '../../src/ports/random.ts'

const idOf = (bytes: Uint8Array) => randomId({ bytes: () => new Uint8Array(bytes) })

test('an id can be typed at a command line and put into a URL as it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      expect(idOf(bytes)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/)
    }),
  )
  expect(idOf(new Uint8Array(16).fill(0xfb))).toMatch(/^A/)
})

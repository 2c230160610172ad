import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toReturnPath } from '../../src/client/sign-in/return-path.ts'

const origin = 'https://app.example'

test.each([
  '/',
  '/a/b?c=d&e=%2F#f',
  '/%2f%2fevil.example',
  '/a//b',
  '/@evil.example',
  '/?next=//evil.example',
])('%s is a path of this origin, and stays as it is', (path) => expect(toReturnPath(path, origin)).toBe(path))

test.each([
  '//evil.example',
  '/\\evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/\u0000',
  '/a\tb',
])('%j is none (C-17)', (path) => expect(toReturnPath(path, origin)).toBeUndefined())

test('whatever comes out, a browser that follows it stays here, and it is read the same way again', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '@',
    ':',
    '?',
    '#',
    'evil.example',
    'https:',
    '\t',
    '\n',
    ' ',
    'é',
  )
  const path = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(path, fc.constantFrom('', '/'), (rest, begin) => {
      const found = toReturnPath(begin + rest, origin)
      if (found === undefined) return
      expect(new URL(found, `${origin}/login`).origin).toBe(origin)
      expect(toReturnPath(found, origin)).toBe(found)
    }),
    { numRuns: 5000 },
  )
})

import { expect, test } from 'vitest'
import { findAlgorithmsWithoutKey } from '../../src/protocol/find-algorithms-without-key.ts'

test.each([
  ['a key that signs now', 'current', []],
  ['a key that is published, and signs later', 'next', ['ES256']],
  ['a key that signed before', 'previous', ['ES256']],
] as const)('an algorithm with %s', (_name, state, missing) => {
  const keys = [
    { algorithm: 'RS256', state: 'current' as const },
    { algorithm: 'ES256', state },
  ]
  expect(findAlgorithmsWithoutKey(['RS256', 'ES256'], keys)).toEqual(missing)
})

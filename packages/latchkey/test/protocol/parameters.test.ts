import { describe, expect, test } from 'vitest'
import { toParameters } from '../../src/protocol/parameters.ts'
import { parseScope } from '../../src/protocol/scope/parse-scope.ts'

describe('the parameters of a request', () => {
  test('are at most 100, which are counted before any is decoded', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => `p${index}=1`).join('&')
    expect(toParameters(hundred).get('p99')).toBe('1')
    expect(() => toParameters(`${hundred}&client_id=app`)).toThrow('at most 100 parameters')
    expect(() => toParameters('&'.repeat(100))).toThrow('at most 100 parameters')
  })

  test('name scopes of at most 10,000 characters', () => {
    expect(parseScope('a '.repeat(5000))).toEqual(['a'])
    expect(() => parseScope('a '.repeat(5001))).toThrow('at most 10000 characters')
  })
})

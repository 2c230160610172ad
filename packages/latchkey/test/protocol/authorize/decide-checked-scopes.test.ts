import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decideCheckedScopes,
  isOptionalScope,
} from '../../../src/protocol/authorize/decide-checked-scopes.ts'
import { BOOKS, ISSUER, MAIL, makeResources } from '../make-client.ts'
import { makeRequest } from './authorization.ts'

const resources = makeResources()
const all = ['openid', 'profile', 'phone', 'books:read', 'books:write', 'mail:send']

function allow(checked: readonly string[], scopes = all, asked = [ISSUER, BOOKS, MAIL]) {
  return decideCheckedScopes(makeRequest({ scopes, resources: asked }), checked, resources)
}

test('what is checked stays, what is unchecked goes, and what signing in means cannot be unchecked', () => {
  expect(allow(['books:read', 'mail:send'])).toMatchObject({
    scopes: ['openid', 'profile', 'books:read', 'mail:send'],
    resources: [ISSUER, BOOKS, MAIL],
  })
})

test('a resource goes with the last of its scopes', () => {
  expect(allow(['books:read']).resources).toEqual([ISSUER, BOOKS])
  expect(allow([]).resources).toEqual([ISSUER])
})

test('a resource that was asked for without any scope stays', () => {
  expect(allow([], ['openid'], [BOOKS]).resources).toEqual([BOOKS])
})

test('nothing that was not asked for can be checked (RFC 6749 §3.3)', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.subarray(all), fc.subarray(all), (junk, asked, checked) => {
      const allowed = allow([...junk, ...checked], asked, [BOOKS])
      expect(asked).toEqual(expect.arrayContaining([...allowed.scopes]))
      for (const scope of asked)
        expect(allowed.scopes.includes(scope)).toBe(!isOptionalScope(scope) || checked.includes(scope))
      expect([[], [BOOKS]]).toContainEqual(allowed.resources)
    }),
  )
})

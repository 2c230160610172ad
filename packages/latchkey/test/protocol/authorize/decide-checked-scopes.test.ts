import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  areResourcesOptional,
  decideCheckedScopes,
  isNothingLeft,
  isOptionalScope,
} from '../../../src/protocol/authorize/decide-checked-scopes.ts'
import { BOOKS, ISSUER, MAIL, makeResources } from '../make-client.ts'
import { makeRequest } from './authorization.ts'

const resources = makeResources()
const all = ['openid', 'profile', 'phone', 'books:read', 'books:write', 'mail:send']

function allow(
  checked: readonly string[],
  scopes = all,
  asked = [ISSUER, BOOKS, MAIL],
  boxes: readonly string[] = [],
) {
  const request = makeRequest({ scopes, resources: asked })
  return decideCheckedScopes(request, { scopes: checked, resources: boxes }, resources)
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

test('a resource that was asked for without any scope stays if it is checked, and goes if it is not', () => {
  expect(allow([], ['openid'], [ISSUER, BOOKS, MAIL], [BOOKS]).resources).toEqual([ISSUER, BOOKS])
  expect(allow(['mail:send'], ['openid', 'mail:send'], [ISSUER, BOOKS, MAIL]).resources).toEqual([
    ISSUER,
    MAIL,
  ])
})

test('a resource that is all that was asked for has no box: it is a yes or a no', () => {
  const request = makeRequest({ scopes: [], resources: [BOOKS] })
  expect(areResourcesOptional(request, resources)).toBe(false)
  expect(allow([], [], [BOOKS]).resources).toEqual([BOOKS])
  const two = makeRequest({ scopes: [], resources: [BOOKS, MAIL] })
  expect(areResourcesOptional(two, resources)).toBe(true)
  expect(allow([], [], [BOOKS, MAIL], [MAIL]).resources).toEqual([MAIL])
})

test('no box adds a resource that was not asked for, or keeps one whose scopes were all unchecked', () => {
  expect(allow([], ['openid', 'books:read'], [ISSUER, BOOKS], [BOOKS, MAIL]).resources).toEqual([ISSUER])
})

test.each([
  { asked: ['books:read'], of: [BOOKS], checked: [], boxes: [], no: true },
  { asked: ['offline_access', 'books:read'], of: [ISSUER, BOOKS], checked: [], boxes: [], no: true },
  { asked: ['address'], of: [ISSUER], checked: [], boxes: [], no: true },
  { asked: [], of: [BOOKS, MAIL], checked: [], boxes: [], no: true },
  { asked: [], of: [BOOKS], checked: [], boxes: [], no: false },
  { asked: ['offline_access'], of: [ISSUER], checked: [], boxes: [], no: false },
  { asked: ['openid', 'books:read'], of: [ISSUER, BOOKS], checked: [], boxes: [], no: false },
  { asked: ['books:read'], of: [BOOKS, MAIL], checked: [], boxes: [MAIL], no: false },
  { asked: ['books:read'], of: [ISSUER, BOOKS], checked: [], boxes: [ISSUER], no: false },
])('of $asked at $of, $checked and $boxes checked is a no: $no', ({ asked, of, checked, boxes, no }) => {
  const request = makeRequest({ scopes: asked, resources: of })
  expect(isNothingLeft(request, allow(checked, asked, of, boxes), resources)).toBe(no)
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

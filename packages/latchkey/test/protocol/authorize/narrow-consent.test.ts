import { expect, test } from 'vitest'
import { narrowConsent } from '../../../src/protocol/authorize/narrow-consent.ts'

const remembered = {
  accountId: 'alice',
  clientId: 'app',
  scopes: ['openid', 'books:read', 'books:write'],
  resources: ['https://books', 'https://films'],
  grantedAt: 1,
}
const asked = { scopes: ['openid', 'books:write', 'email'], resources: ['https://books'] }

test('what a person unchecks is no longer allowed; what was not asked about stays', () => {
  const yes = { scopes: ['openid'], resources: [] }
  expect(narrowConsent(remembered, asked, yes)).toEqual({
    scopes: ['openid', 'books:read'],
    resources: ['https://films'],
  })
})

test('all stays when nothing of it is unchecked, and when nothing was remembered', () => {
  const yes = { scopes: ['openid', 'books:write'], resources: ['https://books'] }
  expect(narrowConsent(remembered, asked, yes)).toBeUndefined()
  expect(narrowConsent(undefined, asked, { scopes: [], resources: [] })).toBeUndefined()
})

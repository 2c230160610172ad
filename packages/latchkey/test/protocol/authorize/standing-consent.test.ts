import { expect, test } from 'vitest'
import { toStandingConsent } from '../../../src/protocol/authorize/standing-consent.ts'
import type { Consent } from '../../../src/protocol/grant.ts'

const consent: Consent = {
  accountId: 'ada',
  clientId: 'app',
  scopes: ['openid'],
  resources: [],
  grantedAt: 0,
}

test('a yes to a client is none to another that is made anew under its id', () => {
  const first = { ...consent, registrationId: 'first' }
  expect(toStandingConsent(first, { registrationId: 'first' })).toBe(first)
  expect(toStandingConsent(first, { registrationId: 'second' })).toBeUndefined()
  expect(toStandingConsent(first, {})).toBeUndefined()
  expect(toStandingConsent(consent, { registrationId: 'second' })).toBeUndefined()
  expect(toStandingConsent(consent, {})).toBe(consent)
  expect(toStandingConsent(undefined, {})).toBeUndefined()
})

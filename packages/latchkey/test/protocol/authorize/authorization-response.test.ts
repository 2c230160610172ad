import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  appendToQuery,
  toAuthorizationResponse,
} from '../../../src/protocol/authorize/authorization-response.ts'

const address = { clientId: 'app', redirectUri: 'https://app.example/cb', responseMode: 'query' } as const

test.each([
  ['https://app.example/cb', 'https://app.example/cb?code=1'],
  ['https://app.example/cb?a=%20&b', 'https://app.example/cb?a=%20&b&code=1'],
  ['https://app.example/cb?', 'https://app.example/cb?code=1'],
  ['com.example.app:/cb', 'com.example.app:/cb?code=1'],
])('%s becomes %s: the registered part stays as it is (OAuth 2.1 §2.3)', (uri, expected) => {
  expect(appendToQuery(uri, { code: '1' })).toBe(expected)
})

test('state comes back as it was, and iss always comes (RFC 6749 §4.1.2, RFC 9207 §2)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (state) => {
      const response = toAuthorizationResponse({ ...address, state }, 'https://id.example/a b', { code: 'c' })
      const query = new URL(response.url).searchParams
      expect([...query]).toEqual([
        ['code', 'c'],
        ['state', state],
        ['iss', 'https://id.example/a b'],
      ])
    }),
  )
})

test('without state there is none', () => {
  expect(toAuthorizationResponse(address, 'https://id', { error: 'x' }).url).not.toContain('state')
})

test('form_post carries the same parameters as fields, with the address untouched (Form Post Response Mode §2)', () => {
  const response = toAuthorizationResponse(
    { ...address, responseMode: 'form_post', state: '"><' },
    'https://id',
    { code: 'c' },
  )
  expect(response).toMatchObject({
    mode: 'form_post',
    url: address.redirectUri,
    fields: { code: 'c', state: '"><', iss: 'https://id' },
  })
})

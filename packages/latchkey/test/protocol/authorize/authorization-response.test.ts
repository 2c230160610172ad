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

test.each([
  ['https://app.example/cb', 'https://app.example/cb#code=c&state=a+%26b&iss=https%3A%2F%2Fid'],
  [
    'https://app.example/cb?a=%20&b',
    'https://app.example/cb?a=%20&b#code=c&state=a+%26b&iss=https%3A%2F%2Fid',
  ],
  ['http://127.0.0.1:1', 'http://127.0.0.1:1#code=c&state=a+%26b&iss=https%3A%2F%2Fid'],
])(
  'fragment carries the same after %s, whose query stays as it is (Multiple Response Types §2.1)',
  (redirectUri, url) => {
    const asked = { ...address, redirectUri, responseMode: 'fragment', state: 'a &b' } as const
    expect(toAuthorizationResponse(asked, 'https://id', { code: 'c' })).toEqual({
      mode: 'fragment',
      clientId: 'app',
      url,
    })
  },
)

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

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRegistrable } from './registering.ts'

test.each([
  'https://c.example/cb',
  'https://c.example',
  'https://c.example:8443/cb?tenant=1',
  'https://xn--bcher-kva.example/cb',
])('%s may be registered by every client', (uri) => {
  expect([isRegistrable(uri, 'web'), isRegistrable(uri, 'native')]).toEqual([true, true])
})

test.each([
  'http://127.0.0.1/cb',
  'http://127.0.0.1:8080/cb',
  'http://[::1]/cb',
  'http://localhost/cb',
  'com.example.app:/cb',
])('%s is for native apps (RFC 8252 §7; OpenID Connect Registration §2)', (uri) => {
  expect([isRegistrable(uri, 'web'), isRegistrable(uri, 'native')]).toEqual([false, true])
})

test.each([
  ['a fragment (RFC 6749 §3.1.2)', ['https://c.example/cb#x', 'https://c.example/cb#']],
  ['a relative address', ['/cb', '//c.example/cb', 'c.example/cb', '']],
  ['plain http (RFC 9700 §2.6)', ['http://c.example/cb', 'http://10.0.0.1/cb', 'http://127.0.0.2/cb']],
  [
    'loopback look-alikes',
    ['http://127.0.0.1.evil.test/cb', 'http://localhost.evil.test/', 'http://0.0.0.0/cb'],
  ],
  ['loopback in other spellings', ['http://127.1/cb', 'http://0x7f.1/cb', 'http://2130706433/cb']],
  ['a scheme without a dot (RFC 8252 §7.1)', ['myapp:/cb', 'myapp://cb']],
  [
    'a scheme that runs or reads',
    [
      'javascript:alert(1)//https://c',
      'JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc',
    ],
  ],
  [
    'more of those',
    ['blob:https://c.example/x', 'about:blank', 'ws://c.example/', 'ftp://c.example/', 'mailto:a@b'],
  ],
  [
    'a hidden character',
    [' https://c.example/cb', '\thttps://c.example/', 'https://c.example/cb\n', 'https://c.example/\0'],
  ],
  ['a wildcard', ['https://*.example/cb', 'https://c.example/*', 'com.example.app:/*']],
  [
    'user information',
    ['https://c.example@evil.test/cb', 'https://@c.example/cb', 'http://127.0.0.1:1@evil.test/'],
  ],
  ['a backslash', ['https://evil.test\\@c.example/cb', 'https:\\\\c.example/cb']],
  [
    'characters that parsers read differently',
    ['https://c.example／evil/cb', 'https://bücher.example/', 'https://c。example/cb'],
  ],
  [
    'another than the normal form',
    ['HTTPS://c.example/cb', 'https://C.example/cb', 'https://c.example:443/cb'],
  ],
  [
    'dots in the path',
    ['https://c.example/a/../cb', 'https://c.example/./cb', 'https://c.example/%2e%2e/cb'],
  ],
  ['no host', ['https:c.example/cb', 'https:/c.example/cb', 'https://', 'https:///cb']],
  ['a bad port', ['https://c.example:065536/cb', 'https://c.example:99999/cb', 'https://c.example:/cb']],
  [
    'what the response adds',
    ['https://c.example/cb?code=1', 'https://c.example/cb?a=1&state=x', 'https://c.example/cb?iss'],
  ],
  ['too many characters', [`https://c.example/${'x'.repeat(2048)}`]],
])('%s is refused', (_, uris) => {
  for (const uri of uris)
    expect({ uri, registrable: isRegistrable(uri) }).toEqual({ uri, registrable: false })
})

test('whatever is registered means the same to every parser: no fragment, no user, and a scheme that runs nothing', () => {
  const pieces = [
    'https:',
    'http:',
    '//',
    '/',
    'c.example',
    '127.0.0.1',
    '@',
    '#',
    '?',
    '\\',
    '.',
    ':',
    '%2f',
    'javascript:',
  ]
  const uris = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(uris, (uri) => {
      if (!isRegistrable(uri)) return
      const url = new URL(uri)
      expect([uri, `${uri}/`]).toContain(url.href)
      expect([url.hash, url.username, url.password]).toEqual(['', '', ''])
      expect(uri).toMatch(
        /^(https:|http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/?]|http:\/\/(127\.0\.0\.1|\[::1\]|localhost)$|[a-z][a-z0-9+-]*\.[a-z0-9.+-]*:)/,
      )
    }),
    { numRuns: 2000 },
  )
})

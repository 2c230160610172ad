import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchesRedirectUri } from '../../../src/protocol/redirect-uri/matches-redirect-uri.ts'
import { isRegistrable } from './registering.ts'

test.each([
  ['https://c.example/cb', 'https://c.example/cb'],
  ['https://c.example/cb?a=1', 'https://c.example/cb?a=1'],
  ['com.example.app:/cb', 'com.example.app:/cb'],
  ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb'],
  ['http://127.0.0.1:8080/cb', 'http://127.0.0.1:51004/cb'],
  ['http://127.0.0.1:8080/cb', 'http://127.0.0.1/cb'],
  ['http://[::1]/cb', 'http://[::1]:61023/cb'],
  ['http://localhost/cb?a=1', 'http://localhost:3000/cb?a=1'],
  ['http://127.0.0.1:33418', 'http://127.0.0.1:33418'],
  ['http://127.0.0.1:33418', 'http://127.0.0.1:51004'],
  ['http://127.0.0.1:33418', 'http://127.0.0.1:33418/'],
  ['http://127.0.0.1:33418', 'http://127.0.0.1:51004/'],
  ['http://127.0.0.1:33418/', 'http://127.0.0.1:51004'],
  ['http://127.0.0.1', 'http://127.0.0.1:51004'],
  ['http://127.0.0.1:33418', 'http://127.0.0.1'],
  ['http://[::1]:33418', 'http://[::1]:51004/'],
  ['http://localhost:33418', 'http://localhost:51004'],
])('%s answers at %s (RFC 8252 §7.3)', (registered, requested) => {
  expect(matchesRedirectUri(registered, requested)).toBe(true)
})

const web = 'https://c.example/cb'
const loopback = 'http://127.0.0.1/cb'

test.each([
  [
    web,
    [
      'https://c.example/cb/',
      'https://c.example:443/cb',
      'https://c.example:8443/cb',
      'https://C.example/cb',
      'HTTPS://c.example/cb',
      'https://c.example/CB',
      'https://c.example/cb?x=1',
      'https://c.example/cb?',
      'https://c.example/cb#',
      'https://c.example/%63b',
      'https://c.example/./cb',
      'https://c.example.evil.test/cb',
      'https://evilc.example/cb',
      'https://c.example@evil.test/cb',
      'http://c.example/cb',
      'https://c.example/cb ',
      'https://c.example/cb\n',
    ],
  ],
  [
    loopback,
    [
      'http://127.0.0.1:51004/cb2',
      'http://127.0.0.1:51004/',
      'https://127.0.0.1:51004/cb',
      'http://127.0.0.1:51004/cb?x',
      'http://127.0.0.1:51004/cb#x',
      'http://localhost:51004/cb',
      'http://[::1]:51004/cb',
      'http://127.1:51004/cb',
      'http://0x7f.1/cb',
      'http://0.0.0.0:1/cb',
      'http://2130706433:1/cb',
      'http://127.0.0.1.evil.test:1/cb',
      'http://127.0.0.1:49152@evil.test/cb',
      'http://127.0.0.1:@evil.test/cb',
      'http://user@127.0.0.1:1/cb',
      'http://127.0.0.1:065536/cb',
      'http://127.0.0.1:80/cb',
      'http://127.0.0.1:/cb',
      'http:\\\\127.0.0.1:1/cb',
      'http://127.0.0.1:1\\@evil.test/cb',
      'http://127.0.0.1:1/x/../cb',
      'http://127.0.0.1:1/%63b',
      'HTTP://127.0.0.1:1/cb',
      'http://127.0.0.1:1/cb\t',
    ],
  ],
  [
    'http://127.0.0.1:33418',
    [
      'http://127.0.0.1:51004/cb',
      'http://127.0.0.1:51004//',
      'http://127.0.0.1:51004?x',
      'http://127.0.0.1:51004/?x',
      'http://127.0.0.1:51004#',
      'http://127.0.0.1:51004/#x',
      'http://127.0.0.1:51004/.',
      'http://127.0.0.1:',
      'http://127.0.0.1:80',
      'http:127.0.0.1:51004',
      'http://127.0.0.1:51004\\',
      'http://127.0.0.1:51004@evil.test',
      'http://127.0.0.1:51004.evil.test',
      'http://localhost:51004',
      'https://127.0.0.1:51004',
    ],
  ],
  ['https://c.example', ['https://c.example/', 'https://c.example:8443']],
  ['http://[::1]/cb', ['http://127.0.0.1:1/cb', 'http://[::1%25eth0]:1/cb', 'http://[0:0:0:0:0:0:0:1]:1/cb']],
  [
    'http://localhost/cb',
    ['http://localhost.evil.test:1/cb', 'http://LOCALHOST:1/cb', 'http://localhost.:1/cb'],
  ],
  [
    'com.example.app:/cb',
    ['com.example.app:/cb2', 'com.example.app:cb', 'com.example.app://cb', 'COM.example.app:/cb'],
  ],
])('%s does not answer elsewhere (RFC 9700 §4.1.3; CVE-2024-8883 and its kin)', (registered, others) => {
  for (const other of others)
    expect({ other, matches: matchesRedirectUri(registered, other) }).toEqual({ other, matches: false })
})

test('whatever matches goes to the registered scheme, host and path; only a loopback port may differ', () => {
  const registered = fc.constantFrom(
    web,
    loopback,
    'http://127.0.0.1:33418',
    'http://[::1]/cb',
    'http://localhost:3000/a?b=1',
    'com.example.app:/cb',
  )
  const insert = fc.constantFrom(
    '@',
    ':',
    '/',
    '\\',
    '.',
    '#',
    '?',
    '%2f',
    ':1',
    ':51004',
    '//',
    'evil.test',
    '\t',
    '。',
    '0',
    ' ',
  )
  fc.assert(
    fc.property(registered, fc.array(fc.tuple(fc.nat(40), insert), { maxLength: 3 }), (uri, edits) => {
      const requested = edits.reduce<string>(
        (text, [at, piece]) => text.slice(0, at) + piece + text.slice(at),
        uri,
      )
      if (!matchesRedirectUri(uri, requested)) return
      const [known, asked] = [new URL(uri), new URL(requested)]
      for (const part of [
        'protocol',
        'hostname',
        'pathname',
        'search',
        'hash',
        'username',
        'password',
      ] as const)
        expect(asked[part]).toBe(known[part])
      if (known.protocol !== 'http:') expect(requested).toBe(uri)
    }),
    { numRuns: 20_000 },
  )
})

test('whatever may be registered matches itself', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (uri) => {
      if (isRegistrable(uri)) expect(matchesRedirectUri(uri, uri)).toBe(true)
    }),
  )
})

import type { IncomingMessage } from 'node:http'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findHeader, hasSeveralHosts } from '../../src/wire/sent-headers.ts'
import { toRequest } from '../../src/wire/to-request.ts'

/** A request as a host makes it that has no parser of HTTP. */
function handMade(parts: object): IncomingMessage {
  return { method: 'GET', headers: {}, ...parts } as IncomingMessage
}

const url = 'https://id.example/x'

describe('headers of a request that was made by hand', () => {
  test.each<[string, object, string | undefined]>([
    ['in headers alone', { headers: { authorization: 'Bearer a' } }, 'Bearer a'],
    ['beside an empty rawHeaders', { headers: { authorization: 'Bearer a' }, rawHeaders: [] }, 'Bearer a'],
    ['as a list', { headers: { authorization: ['Bearer a', 'Bearer b'] } }, 'Bearer a, Bearer b'],
    [
      'in rawHeaders, where both are',
      {
        headers: { authorization: 'Bearer a' },
        rawHeaders: ['Authorization', 'Bearer a', 'AUTHORIZATION', 'Bearer b'],
      },
      'Bearer a, Bearer b',
    ],
    ['not there', {}, undefined],
  ])('%s', (_name, parts, expected) => {
    expect(findHeader(handMade(parts), 'authorization')).toBe(expected)
    expect(toRequest(handMade(parts), url).headers.get('authorization') ?? undefined).toBe(expected)
  })

  test('cookies are joined by semicolons (RFC 6265 §5.4)', () => {
    const parts = [
      { headers: { cookie: ['a=1', 'b=2'] } },
      { headers: {}, rawHeaders: ['Cookie', 'a=1', 'cookie', 'b=2'] },
    ]
    for (const each of parts) {
      expect(findHeader(handMade(each), 'cookie')).toBe('a=1; b=2')
      expect(toRequest(handMade(each), url).headers.get('cookie')).toBe('a=1; b=2')
    }
  })

  test('numbers, and characters that are no bytes, do not stop the request', () => {
    const { headers } = toRequest(handMade({ headers: { 'content-length': 12, 'x-city': 'Łódź' } }), url)
    expect(headers.get('content-length')).toBe('12')
    expect(Buffer.from(headers.get('x-city') ?? '', 'latin1').toString()).toBe('Łódź')
  })
})

test('a request with two hosts is recognised in every form (RFC 9112 §3.2)', () => {
  const two = [
    { rawHeaders: ['Host', 'a', 'host', 'b'] },
    { rawHeaders: ['Host', 'a,b'] },
    { headers: { host: 'a, b' } },
    { headers: { host: ['a', 'b'] } },
  ]
  expect(two.map((parts) => hasSeveralHosts(handMade(parts)))).toEqual(two.map(() => true))
  const one = [{ rawHeaders: ['Host', 'a', 'X-Host', 'b'] }, { headers: { host: 'a:80' } }, {}]
  expect(one.map((parts) => hasSeveralHosts(handMade(parts)))).toEqual(one.map(() => false))
})

test('whatever the method is, whoever answers sees it (Fetch §2.2.1 takes no TRACE)', () => {
  for (const method of ['TRACE', 'trace', 'CONNECT', 'TRACK', 'PROPFIND', 'GET']) {
    expect(toRequest(handMade({ method, readableDidRead: true, body: '' }), url).method).toBe(method)
  }
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (method) => {
      const request = toRequest(handMade({ method, readableDidRead: true, body: '' }), url)
      expect(request.method.toUpperCase()).toBe(method.toUpperCase())
    }),
  )
})

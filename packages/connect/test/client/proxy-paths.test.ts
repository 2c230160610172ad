import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rewriteLocation } from '../../src/client/proxy/rewrite-location.ts'
import { parseTarget, toTargetUrl } from '../../src/client/proxy/target-url.ts'

const target = parseTarget('https://api.example/v1/books', false)
const root = parseTarget('https://api.example', false)

describe('where a path leads', () => {
  test.each([
    ['', '', 'https://api.example/v1/books'],
    ['/', '', 'https://api.example/v1/books/'],
    ['/7', '?q=1&q=2', 'https://api.example/v1/books/7?q=1&q=2'],
    ['/a%20b', '?', 'https://api.example/v1/books/a%20b?'],
    ['/100%252525', '', 'https://api.example/v1/books/100%252525'],
    ['/a%2Fb', '', 'https://api.example/v1/books/a%2Fb'],
    ['//evil.example/x', '', 'https://api.example/v1/books//evil.example/x'],
    ['/.well-known', '', 'https://api.example/v1/books/.well-known'],
    ['/a..b/...', '', 'https://api.example/v1/books/a..b/...'],
    ['/7', '?next=../../x', 'https://api.example/v1/books/7?next=../../x'],
  ])('%s%s is below the target', (rest, search, url) => {
    expect(toTargetUrl(target, rest, search)?.href).toBe(url)
  })

  test.each([
    '/..',
    '/../admin',
    '/x/./y',
    '/%2e%2e/admin',
    '/%2E%2e',
    '/..%2fadmin',
    '/..%5cadmin',
    '/x%2f..%2f..%2f..%2fadmin',
    '/%252e%252e%252fadmin',
    '/%25252e%25252e%25252fadmin',
    '/..;/admin',
    '/%2e%2e%3b/admin',
    '/..%00/..%2f',
    '\\..\\admin',
    '/..\\admin',
    '/%c0%ae%c0%ae/',
    '/%',
    '/%zz',
    'evil.example',
    '@evil.example',
    ':80@evil.example',
    '/a b',
    '/a#b',
    '/a?b',
  ])('%s is refused', (rest) => {
    expect(toTargetUrl(target, rest, '')).toBeUndefined()
  })

  test('no path leads out of the target, however often an API decodes it', () => {
    const piece = fc.constantFrom(
      '.',
      '..',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%25',
      ';',
      '@',
      ':',
      'a',
      '%252e',
      '?',
      '#',
      '\t',
      ' ',
      'é',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const url = toTargetUrl(target, `/${pieces.join('')}`, '')
        if (url === undefined) return
        for (let path = url.pathname, decodings = 0; decodings < 4; decodings += 1) {
          const read = new URL(`http://api${path.replaceAll('\\', '/')}`)
          expect(`${read.pathname}/`.startsWith('/v1/books/')).toBe(true)
          path = decodeLeniently(path)
        }
        expect(url.origin).toBe('https://api.example')
      }),
      { numRuns: 5000 },
    )
  })

  test.each([
    'ftp://api.example',
    'api.example',
    '',
    'https://u:p@api.example',
    'https://api.example/?a',
    'https://api.example/#a',
  ])('%s is no target', (text) => {
    expect(() => parseTarget(text, false)).toThrow(TypeError)
  })

  test('a target over http is refused unless it is on this machine, or that was asked for (RFC 6750 §5.3)', () => {
    expect(() => parseTarget('http://api.internal', false)).toThrow(/https.*allowInsecureTarget/)
    expect(parseTarget('http://api.internal/', true)).toEqual({ origin: 'http://api.internal', basePath: '' })
    expect(parseTarget('http://127.0.0.1:8000/v1/', false).basePath).toBe('/v1')
  })
})

function decodeLeniently(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

describe('where the API redirects to', () => {
  const url = new URL('https://api.example/v1/books/7')
  const rewrite = (location: string) => rewriteLocation(location, { target, url, mountPath: '/api' })

  test.each([
    ['https://api.example/v1/books/8?x#y', '/api/8?x#y'],
    ['/v1/books', '/api'],
    ['8', '/api/8'],
    ['?page=2', '/api/7?page=2'],
    ['//api.example/v1/books/8', '/api/8'],
  ])('%s is %s to the browser', (location, rewritten) => {
    expect(rewrite(location)).toBe(rewritten)
  })

  test.each([
    'https://evil.example/v1/books',
    '//evil.example/',
    '/v1/booksellers',
    '/v1/books/../x',
    '../../x',
    'http://api.example/v1/books',
    'https://u@api.example/v1/books',
    'javascript:alert(1)',
    'https://[',
  ])('%s is not handed on', (location) => {
    expect(rewrite(location)).toBeUndefined()
  })

  test('what would name a host to the browser is not handed on (RFC 3986 §4.2)', () => {
    const place = { target: root, url: new URL('https://api.example/a'), mountPath: '' }
    expect(rewriteLocation('https://api.example//evil.example', place)).toBeUndefined()
    expect(rewriteLocation('https://api.example/', place)).toBe('/')
    expect(rewriteLocation('/\\evil.example', place)).toBeUndefined()
  })
})

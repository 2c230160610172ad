import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isPrivateUse,
  requireFormPostTarget,
  requireHandOffTarget,
  requireOwnTarget,
  toContactLink,
  toHttpsLink,
  toLogoSource,
  toOwnLink,
  toReturnLink,
} from '../../src/pages/parts/link-target.ts'

const NEVER = [
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'java\nscript:alert(1)',
  ' javascript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'blob:https://books.example/1',
  'file:///etc/passwd',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https://books.example/\n',
  '',
]

describe.each(NEVER)('%j', (url) => {
  test('is no link of any kind', () => {
    expect([
      toHttpsLink(url),
      toReturnLink(url),
      toOwnLink(url),
      toContactLink(url),
      toLogoSource(url),
    ]).toEqual(Array(5).fill(undefined))
  })

  test('is nowhere to send a form or a browser (attack C-65, FP-04)', () => {
    expect(() => requireOwnTarget(url)).toThrow(TypeError)
    expect(() => requireFormPostTarget(url)).toThrow(TypeError)
    expect(() => requireHandOffTarget(url)).toThrow(TypeError)
  })
})

describe('what each kind of link admits', () => {
  const https = 'https://books.example/a?b#c'
  const loopback = 'http://127.0.0.1:4001/'
  const http = 'http://books.example/'

  test("an app's own links are https", () => {
    expect([https, loopback, http, '/path'].map(toHttpsLink)).toEqual([
      https,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('the way back may be http on this computer (RFC 8252 §7.3)', () => {
    expect([https, loopback, 'http://[::1]:1/', 'http://localhost/', http].map(toReturnLink)).toEqual([
      https,
      loopback,
      'http://[::1]:1/',
      'http://localhost/',
      undefined,
    ])
  })

  test('our own links are paths, or where the issuer is', () => {
    expect(['/sign-up?request=1', https, http, 'mailto:help@example.com'].map(toOwnLink)).toEqual([
      '/sign-up?request=1',
      https,
      http,
      undefined,
    ])
  })

  test('help may be a mail address', () => {
    expect(toContactLink('mailto:help@example.com')).toBe('mailto:help@example.com')
  })

  test('a logo may be in the page, as a picture only', () => {
    expect(toLogoSource('data:image/png;base64,AA==')).toBe('data:image/png;base64,AA==')
    expect(toLogoSource('data:text/html,x')).toBeUndefined()
  })

  test('a form_post goes to the web or to this computer', () => {
    expect(requireFormPostTarget(https)).toBe(https)
    expect(requireFormPostTarget(loopback)).toBe(loopback)
    expect(() => requireFormPostTarget(http)).toThrow(TypeError)
    expect(() => requireFormPostTarget('com.example.books:/cb')).toThrow(TypeError)
  })

  test('a hand-off may open an app by a scheme with a dot (RFC 8252 §7.1)', () => {
    expect(requireHandOffTarget('com.example.books:/cb?code=c')).toBe('com.example.books:/cb?code=c')
    expect(isPrivateUse('com.example.books:/cb')).toBe(true)
    expect(isPrivateUse(https)).toBe(false)
    expect(() => requireHandOffTarget('mailto:a@b.example')).toThrow(TypeError)
  })
})

test('whatever passes for a link, a browser reads as a safe scheme', () => {
  const scheme = fc.constantFrom('javascript:', 'https:', 'http:', 'data:', 'x', '/', '//', '\\', '\t')
  fc.assert(
    fc.property(fc.array(fc.oneof(scheme, fc.string({ maxLength: 5 })), { maxLength: 6 }), (pieces) => {
      const link = toContactLink(pieces.join(''))
      if (link === undefined) return
      const read = new URL(link, 'https://id.example/')
      expect(['https:', 'http:', 'mailto:']).toContain(read.protocol)
      if (link.startsWith('/')) expect(read.host).toBe('id.example')
    }),
  )
})

import { describe, expect, it } from 'vitest'
import { parse, problemsOf } from './problems-of.ts'

describe('the issuer', () => {
  it.each([
    ['https://id.example.com', ''],
    ['https://id.example.com/', ''],
    ['https://id.example.com:8443/auth', '/auth'],
    ['https://id.example.com/a/b/', '/a/b'],
    ['https://id.example.com/B2C_1.x/v2.0/~a-b', '/B2C_1.x/v2.0/~a-b'],
    ['http://localhost:4000', ''],
    ['http://127.0.0.1:4000/x', '/x'],
    ['http://[::1]:4000', ''],
  ])('%s is kept as it is, with the path %j', (issuer, issuerPath) => {
    expect(parse({ issuer }).settings).toMatchObject({ issuer, issuerPath })
  })

  it.each([
    ['id.example.com', 'absolute'],
    ['ftp://id.example.com', 'https://'],
    ['https://id.example.com?tenant=1', 'query'],
    ['https://id.example.com/?', 'query'],
    ['https://id.example.com/#', 'fragment'],
    ['https://user@id.example.com', 'user name'],
    ['https://ID.example.com', 'write https://id.example.com'],
    ['https://id.example.com:443', 'write https://id.example.com'],
    ['https://id.example.com/a/../b', 'write https://id.example.com/b'],
    ['https://id.example.com//a', 'empty path segment'],
    [' https://id.example.com', 'normal form'],
    ['http://id.example.com', 'https'],
    ['http://localhost.example.com', 'https'],
    ['', 'empty'],
  ])('%j is refused (RFC 8414 §2)', (issuer, reason) => {
    const problems = problemsOf({ issuer })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^issuer: /)
    expect(problems[0]).toContain(reason)
  })

  // A router would read some of these as patterns, a cookie would end its path, a browser would decode.
  it.each(['/:t', '/a*', '/a/*', '/{x}', '/a+b', '/a(b)', '/a$', '/a@b', '/x;y', '/%61', '/a%20b'])(
    'may not have %s as its path',
    (path) => {
      expect(problemsOf({ issuer: `https://id.example.com${path}` })).toEqual([
        expect.stringMatching(/^issuer: may have only letters, digits and - \. _ ~ /),
      ])
    },
  )

  it('may be http elsewhere only when that is said in so many words, and then there is a warning', () => {
    const parsed = parse({ issuer: 'http://id.test', allowInsecureIssuer: true })
    expect(parsed.settings).toMatchObject({ secureCookies: false, development: false })
    expect(parsed.warnings).toEqual([expect.stringMatching(/^issuer: is http/)])
  })

  it('on a loopback host means development, unless that is said otherwise', () => {
    expect(parse({ issuer: 'http://localhost:4000' }).settings.development).toBe(true)
    expect(parse({ issuer: 'http://localhost:4000', development: false }).settings.development).toBe(false)
    const open = parse({ issuer: 'https://id.example.com', development: true })
    expect(open.settings.development).toBe(true)
    expect(open.warnings).toEqual([expect.stringMatching(/^development: /)])
  })
})

import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { issuer, parse, problemsOf } from './problems-of.ts'

const warningsOf = (...allow: string[]) => parse({ issuer, outbound: { allow } }).warnings

describe('trustedProxies', () => {
  it.each(['0.0.0.0/0', '::/0', '::ffff:0:0/96'])(
    'is doubted when everybody is one: %s (RFC 9700 §4.13)',
    (network) => {
      expect(parse({ issuer, trustedProxies: ['10.0.0.1', network] }).warnings).toEqual([
        expect.stringContaining(`trustedProxies[1]: ${network} `),
      ])
    },
  )

  it('is not doubted as a network of one’s own', () => {
    const trustedProxies = ['127.0.0.0/8', '10.0.0.0/8', '::1', 'fd00::/8', '203.0.113.0/24', '2001:db8::/32']
    expect(parse({ issuer, trustedProxies }).warnings).toEqual([])
  })
})

describe('outbound', () => {
  it('opens nothing and uses no proxy by default', () => {
    expect(parse({ issuer }).outbound).toEqual({ allow: [] })
    expect(parse({ issuer, outbound: {} }).outbound).toEqual({ allow: [] })
  })

  it('opens addresses, networks and origins, through a proxy', () => {
    const proxy = 'http://latchkey:p%40ss@proxy.example:3128'
    const allow = ['10.0.0.0/8', 'https://intra.example', 'fd00:1::1', 'http://intra.example:8080']
    const { outbound, warnings } = parse({ issuer, outbound: { allow, proxy } })
    expect(outbound).toEqual({
      allow,
      proxy,
    })
    expect([warnings, Object.isFrozen(outbound), Object.isFrozen(outbound.allow)]).toEqual([[], true, true])
  })

  it.each([
    [{ allowed: [] }, 'outbound.allowed: is not a known option; did you mean "allow"?'],
    [{ allow: '10.0.0.0/8' }, 'outbound.allow: must be a list, not a string'],
    [{ allow: [10] }, 'outbound.allow[0]: must be a string, not a number'],
    [{ proxy: true }, 'outbound.proxy: must be a string, not true'],
    ['none', 'outbound: must be an object, not a string'],
  ])('is refused as %j', (outbound, problem) => {
    expect(problemsOf({ issuer, outbound })).toEqual([problem])
  })

  it.each([
    ['intra.example', 'must be an address, a CIDR block such as 10.0.0.0/8, or an origin'],
    ['10.0.0.0/33', 'must be an address'],
    ['10.0.0/8', 'must be an address'],
    ['fe80::1%eth0', 'must be an address'],
    ['*', 'must be an address'],
    ['ftp://intra.example', 'must be an address'],
    ['https://*.intra.example', 'must name one host'],
    ['https://intra.example/', 'must be an origin: write https://intra.example'],
    ['https://intra.example/jwks', 'must be an origin: write https://intra.example'],
    ['https://Intra.example:443', 'must be an origin: write https://intra.example'],
    ['https://me:hunter2@intra.example', 'must be an origin: write https://intra.example'],
  ])('allows no %s', (entry, message) => {
    const [problem, ...more] = problemsOf({ issuer, outbound: { allow: ['10.0.0.0/8', entry] } })
    expect([problem, more]).toEqual([expect.stringContaining(`outbound.allow[1]: ${message}`), []])
    expect(problem).not.toContain('hunter2')
  })

  it.each([
    'proxy.example:3128',
    'https://me:hunter2@proxy.example',
    'socks5://me:hunter2@proxy.example:1080',
    'http://me:hunter2@proxy.example/path',
    'http://me:hunter2@proxy.example?a=b',
    'http://me:hunter2@',
    'me:hunter2',
  ])('has no proxy at %s, and does not repeat it', (proxy) => {
    const problems = problemsOf({ issuer, outbound: { proxy } })
    expect(problems).toEqual([expect.stringContaining('outbound.proxy: must be the URL of an HTTP proxy')])
    expect(problems.join()).not.toContain('hunter2')
  })

  it('has a proxy whose password is percent-encoded, and says so without it', () => {
    const problems = problemsOf({ issuer, outbound: { proxy: 'http://me:hunter%2@proxy.example' } })
    expect(problems).toEqual([expect.stringContaining('percent-encoded')])
    expect(inspect(problems)).not.toContain('hunter')
  })

  it.each([
    ['0.0.0.0/0', '169.254.169.254'],
    ['::/0', '169.254.169.254'],
    ['169.254.169.254', '169.254.169.254'],
    ['169.254.0.0/16', '169.254.169.254'],
    ['::ffff:0:0/96', '169.254.169.254'],
    ['fd00::/8', 'fd00:ec2::254'],
    ['100.64.0.0/10', '100.100.100.200'],
    ['192.0.0.0/8', '192.0.0.192'],
    ['127.0.0.0/8', '127.0.0.1'],
    ['::1', '::1'],
  ])('is doubted when %s opens %s', (network, opened) => {
    expect(warningsOf(network)).toEqual([
      expect.stringContaining(`outbound.allow[0]: ${network} opens ${opened}, where`),
    ])
  })

  it('is doubted when an origin is where clouds hand out credentials', () => {
    expect(warningsOf('http://169.254.169.254')).toHaveLength(1)
    expect(warningsOf('http://[fd00:ec2::254]:8080')).toHaveLength(1)
    expect(warningsOf('http://metadata.google.internal')).toHaveLength(1)
    expect(warningsOf('http://metadata.goog.')).toHaveLength(1)
    expect(warningsOf('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'https://intra.example')).toEqual([])
  })

  it.each([
    'http://localhost',
    'http://localhost:9000',
    'https://a.localhost',
    'http://127.1.2.3',
    'https://[::1]',
  ])('is doubted when an origin is on this machine: %s', (origin) => {
    const origins = [new URL(origin).origin]
    expect(warningsOf(...origins)).toEqual([
      expect.stringMatching(/where this machine’s own services listen/),
    ])
  })

  it.each([
    ['64:ff9b::/96', 'NAT64'],
    ['64:ff9b::a9fe:a9fe', 'NAT64'],
    ['64:ff9b:1::/48', 'NAT64'],
    ['2002::/16', '6to4'],
    ['2002:a00:1::/48', '6to4'],
    ['2000::/3', '6to4'],
  ])('is doubted when %s leads to IPv4 addresses inside, by %s', (network, by) => {
    const warnings = warningsOf(network)
    expect(warnings).toEqual([expect.stringContaining(`outbound.allow[0]: ${network} opens `)])
    expect(warnings[0]).toContain(by)
  })
})

import { describe, expect, it } from 'vitest'
import type { Members } from '../../src/settings/option.ts'
import { commandOptions, serverOptions } from '../../src/settings/options.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { issuer, parse, problemsOf } from './problems-of.ts'

describe('resources', () => {
  const books = { uri: 'https://api.example.com', scopes: { 'books:read': 'See your books' } }

  it('begin with the issuer, which has the identity scopes and those of nobody else', () => {
    const [own, api] = parse({
      issuer,
      scopes: { admin: { description: 'Manage it', changes: true } },
      resources: [books],
    }).settings.resources
    expect(own).toMatchObject({ uri: issuer, accessTokenFormat: 'jwt', accessTokenSeconds: 600 })
    expect(own?.scopes.map((scope) => scope.name)).toEqual([
      'openid',
      'profile',
      'email',
      'address',
      'phone',
      'offline_access',
      'admin',
    ])
    expect(own?.scopes.at(-1)).toEqual({ name: 'admin', description: 'Manage it', changes: true })
    expect(api).toMatchObject({ name: 'api.example.com', scopes: [{ name: 'books:read', changes: false }] })
  })

  it('inherit the access token settings and may differ', () => {
    const { resources } = parse({
      issuer,
      accessToken: { lifetimeSeconds: 60, algorithm: 'EdDSA' },
      resources: [{ ...books, accessToken: { format: 'opaque', lifetimeSeconds: 30 } }],
    }).settings
    expect(resources[1]).toMatchObject({
      accessTokenFormat: 'opaque',
      accessTokenSeconds: 30,
      accessTokenAlgorithm: 'EdDSA',
    })
  })

  it.each([
    ['a relative URI', { ...books, uri: '/api' }, 'uri'],
    ['a fragment (RFC 8707 §2)', { ...books, uri: 'https://api.example.com#x' }, 'uri'],
    ['the issuer’s URI', { ...books, uri: `${issuer}/` }, 'uri'],
    ['an identity scope', { ...books, scopes: { openid: 'Be me' } }, 'scopes.openid'],
    ['a scope with a space (RFC 6749 §3.3)', { ...books, scopes: { 'a b': 'x' } }, 'scopes["a b"]'],
    ['a scope without words', { ...books, scopes: { a: '' } }, 'scopes.a'],
    [
      'tokens that live for years',
      { ...books, accessToken: { lifetimeSeconds: 1e9 } },
      'accessToken.lifetimeSeconds',
    ],
  ])('with %s are refused', (_, resource, member) => {
    const problems = problemsOf({ issuer, resources: [resource] })
    expect(problems).toHaveLength(1)
    expect(problems[0]?.startsWith(`resources[0].${member}: `)).toBe(true)
  })

  it('have JWTs of the type at+jwt, or JWT where the resource, or the configuration for all, says so (AT-01)', () => {
    const typsOf = (accessToken: object, own: object) =>
      parse({ issuer, accessToken, resources: [{ ...books, accessToken: own }] }).settings.resources.map(
        ({ accessTokenTyp }) => accessTokenTyp,
      )
    expect(typsOf({}, {})).toEqual(['at+jwt', 'at+jwt'])
    expect(typsOf({}, { typ: 'JWT' })).toEqual(['at+jwt', 'JWT'])
    expect(typsOf({ typ: 'JWT' }, { typ: 'at+jwt' })).toEqual(['JWT', 'at+jwt'])
    for (const typ of ['jwt', '', 'application/at+jwt', null]) {
      expect(problemsOf({ issuer, accessToken: { typ } })).toHaveLength(1)
    }
  })

  it('are told apart by more than a trailing slash, and share no scope', () => {
    expect(problemsOf({ issuer, resources: [books, { ...books, uri: 'https://api.example.com/' }] })).toEqual(
      [
        'resources[1].uri: is the same as resources[0]',
        'resources[1].scopes["books:read"]: belongs to https://api.example.com already: a scope belongs to one resource',
      ],
    )
  })
})

describe('defaults', () => {
  const tables: readonly Members[] = [serverOptions, commandOptions]
  const options = tables
    .flatMap((table) => Object.entries(table))
    .flatMap(([name, option]) => [
      [name, option] as const,
      ...Object.entries(option.members ?? {}).map(([member, of]) => [`${name}.${member}`, of] as const),
    ])

  it.each(options.filter(([, option]) => option.default !== undefined))(
    'of %s have its own shape and range',
    (_, option) => {
      expect(() => option.shape.parse(option.default)).not.toThrow()
    },
  )
})

describe('lifetimes', () => {
  it.each([
    [{ authorizationCodeSeconds: 601 }, 'authorizationCodeSeconds'],
    [{ authorizationCodeSeconds: 0 }, 'authorizationCodeSeconds'],
    [{ idTokenSeconds: '1h' }, 'idTokenSeconds'],
    [{ sessionIdleSeconds: 100, sessionSeconds: 99 }, 'sessionIdleSeconds'],
    [{ refreshTokenIdleSeconds: 100, refreshTokenSeconds: 99 }, 'refreshTokenIdleSeconds'],
    [{ refreshGraceSeconds: 20, refreshTokenIdleSeconds: 19 }, 'refreshGraceSeconds'],
    [{ signingKeyOverlapSeconds: 100, signingKeySeconds: 99 }, 'signingKeyOverlapSeconds'],
  ])('%j is refused', (lifetimes, member) => {
    const problems = problemsOf({ issuer, lifetimes })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^lifetimes\\.${member}: `))
  })

  it('that were not stated follow a shorter one that was', () => {
    const { lifetimes } = parse({
      issuer,
      lifetimes: { sessionSeconds: 60, refreshTokenSeconds: 3600 },
    }).settings
    expect(lifetimes).toMatchObject({ sessionIdleSeconds: 60, refreshTokenIdleSeconds: 3600 })
  })

  it('are doubted when codes live long, or refresh tokens shorter than access tokens', () => {
    expect(parse({ issuer, lifetimes: { authorizationCodeSeconds: 61 } }).warnings).toHaveLength(1)
    expect(parse({ issuer, lifetimes: { refreshTokenIdleSeconds: 599 } }).warnings).toHaveLength(1)
    expect(parse({ issuer, accessToken: { lifetimeSeconds: 86_401 } }).warnings).toHaveLength(1)
  })
})

describe('accounts and users', () => {
  const own = { signIn: async () => ({ outcome: 'wrong_credentials' }), find: async () => undefined }

  it('are built in, closed to strangers and with long passwords by default (NIST SP 800-63B-4 §3.1.1.2)', () => {
    expect(parse({ issuer }).accounts).toEqual({
      kind: 'built-in',
      signUp: 'closed',
      minimumPasswordLength: 15,
    })
    expect(problemsOf({ issuer, accounts: { minimumPasswordLength: 7 } })).toHaveLength(1)
    expect(problemsOf({ issuer, accounts: { signUps: 'open' } })[0]).toContain('did you mean "signUp"?')
  })

  it('may be the operator’s own: an object with signIn and find', () => {
    const parsed = parse({ issuer, accounts: own }).accounts
    expect(parsed.kind === 'own' && Object.keys(parsed.accounts)).toEqual(['signIn', 'find'])
    expect(problemsOf({ issuer, accounts: { signIn: own.signIn } })).toEqual([
      'accounts.find: must be a function',
    ])
    for (const signUp of [
      {},
      null,
      { create() {} },
      { create() {}, mode: 'closed', minimumPasswordLength: 8 },
    ])
      expect(problemsOf({ issuer, accounts: { ...own, signUp } })[0]).toMatch(/^accounts\.signUp: /)
    expect(problemsOf({ issuer, accounts: own, users: [{ username: 'a' }] })[0]).toMatch(/^users: /)
  })

  it('have claims of the types that OpenID Connect Core §5.1 gives them, and any others', () => {
    const claims = {
      name: 'Ada',
      address: { country: 'UK' },
      updated_at: 1,
      'https://example.com/role': ['admin'],
    }
    const parsed = parse({ issuer, users: [{ username: 'ada', claims }] })
    expect(parsed).toMatchObject({ users: [{ claims }], warnings: [] })
    for (const wrong of [
      { email_verified: 'yes' },
      { address: 'London' },
      { updated_at: 'today' },
      { sub: '1' },
      { x: () => 1 },
    ]) {
      expect(problemsOf({ issuer, users: [{ username: 'ada', claims: wrong }] })).toHaveLength(1)
    }
    expect(
      parse({ issuer, users: [{ username: 'ada', claims: { emailVerified: true } }] }).warnings[0],
    ).toContain('"email_verified"')
  })

  it('have a username of their own, however it is spelt', () => {
    expect(problemsOf({ issuer, users: [{ username: 'Ada' }, { username: ' ada ' }] })).toEqual([
      'users[1].username: is the same as that of users[0]',
    ])
    const twice = [
      { username: 'a', id: '1' },
      { username: 'b', id: '1' },
    ]
    expect(problemsOf({ issuer, users: twice })).toEqual(['users[1].id: is the same as that of users[0]'])
    expect(problemsOf({ issuer, users: [{ username: '  ' }] })).toHaveLength(1)
    expect(problemsOf({ issuer, users: [{ username: 'a', id: 'ö' }] })).toHaveLength(1)
    expect(problemsOf({ issuer, users: [{ username: 'a', password: 'x'.repeat(1025) }] })).toHaveLength(1)
  })
})

describe('what is around the server', () => {
  const secret = 'bY2mN7vK9qL4xR8wT1cZ6hJ3fD5gS0pA'

  it.each(['postgres://ada:secret@db.example/app', 'postgresql:///app?host=/run/pg&schema=auth'])(
    'take their data from %s',
    (storage) => expect(parse({ issuer, storage, secret }).storage).toBe(storage),
  )

  it.each([
    [{ corsOrigins: ['https://app.example.com/'] }, 'write https://app.example.com'],
    [{ corsOrigins: ['null'] }, 'must be an origin'],
    [{ corsOrigins: ['*'] }, 'without a list'],
    [{ corsOrigins: 'https://app.example.com' }, '"*" or a list'],
    [{ trustedProxies: ['10.0.0.0/33'] }, 'CIDR'],
    [{ trustedProxies: ['proxy.internal'] }, 'IP address'],
    [{ defaultLocale: 'english!' }, 'language tag'],
    [{ messages: { 'e n': {} } }, 'language tag'],
    [{ storage: 'latchkey.db' }, 'must start with "sqlite:"'],
    [{ storage: 'sqlite:' }, 'names no file'],
    [{ storage: 'mysql://x' }, 'this version has'],
    [{ storage: 'postgres:', secret }, 'names no server'],
    [{ storage: 'postgres://db/app?schema=Our-Keys', secret }, 'no plain name'],
    [{ storage: 'postgres://db/app?schema=pg_keys', secret }, 'no plain name'],
    [{ storage: 'postgres://db/app' }, 'is required with PostgreSQL'],
    [{ storage: {} }, 'storage object'],
    [{ storage: { ...createMemoryStorage(), ping: undefined, grants: {} }, secret }, 'lacks grants.open, '],
    [{ messages: { en: { 'sign_in.submit': { text: 'x' } } } }, 'must be a string'],
    [{ brand: { accent: 'blue' } }, 'colour like'],
    [{ brand: { logo: 'https://cdn.example.net/logo.svg' } }, 'data:image'],
    [{ brand: { privacyUrl: 'javascript:alert(1)' } }, 'https URL'],
    [{ brand: { supportUrl: 'https://id.example.com@evil.example/' } }, 'user name or password'],
    [{ brand: { privacyUrl: 'https://:x@evil.example/' } }, 'user name or password'],
    [{ brand: { termsUrl: 'https://me:x@evil.example/' } }, 'user name or password'],
    [{ pages: { signin: () => '' } }, 'did you mean "signIn"?'],
    [{ pages: { signIn: '<h1>' } }, 'must be a function'],
    [{ customClaims: {} }, 'must be a function'],
    [{ logger: { info() {} } }, 'must be a logger'],
    [{ limits: { bodyBytes: 1 } }, 'at least 1024'],
  ])('%j is refused', (part, reason) => {
    const problems = problemsOf({ issuer, ...part })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(reason)
  })

  it('of a cluster behind a proxy are taken', () => {
    const network = {
      corsOrigins: ['https://app.example.com'],
      trustedProxies: ['10.0.0.0/8', '::1', '192.0.2.7'],
    }
    expect(parse({ issuer, ...network }).settings).toMatchObject(network)
  })

  it('warn of an accent that is hard to see (WCAG 2.2 SC 1.4.11)', () => {
    expect(parse({ issuer, brand: { accent: '#ffff00' } }).warnings[0]).toMatch(
      /^brand\.accent: is hard to see/,
    )
    expect(parse({ issuer, brand: { accent: '#b91c1c' } }).warnings).toEqual([])
  })
})

describe('a storage that forgets', () => {
  it.each(['memory:', 'sqlite::memory:'])('is loudly told where people use it: %s', (storage) => {
    const warnings = (at: string) => parse({ issuer: at, storage }).warnings
    expect(warnings(issuer)).toEqual([expect.stringMatching(/^storage: .*forgets all accounts/)])
    expect(warnings('http://localhost:4000')).toEqual([])
  })
})

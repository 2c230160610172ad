import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/config-error.ts'
import { serverOptions } from '../../src/settings/options.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { issuer, parse, problemsOf } from './problems-of.ts'

describe('a configuration', () => {
  it('needs an issuer and nothing else', () => {
    const parsed = parse({ issuer })
    expect(parsed.settings).toMatchObject({
      issuer,
      development: false,
      requirePkce: true,
      secureCookies: true,
    })
    expect(parsed).toMatchObject({
      storage: 'sqlite:latchkey.db',
      secretFile: 'latchkey.db.secret',
      warnings: [],
    })
    expect(problemsOf({})).toEqual(['issuer: is required'])
  })

  it('tells all its problems at once, each with its path', () => {
    const problems = problemsOf({
      issuer: 'http://id.example.com',
      secret: 'short',
      lifetimes: { idTokenSeconds: 1.5 },
      clients: [{ clientId: 'a', redirectUris: ['http://a.example/cb'] }, { clientId: 7 }],
      corsOrigins: ['https://app.example.com/'],
    })
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'issuer',
      'clients[0].redirectUris[0]',
      'clients[1].clientId',
      'lifetimes.idTokenSeconds',
      'corsOrigins[0]',
      'secret',
    ])
  })

  it('names the nearest known option for an unknown one, at any depth', () => {
    expect(
      problemsOf({
        issuer,
        requirePKCE: false,
        lifetimes: { sessionSecs: 1 },
        clients: [{ clientId: 'a', redirect_uris: [] }],
        resources: [
          { uri: 'https://api.example.com', scopes: { read: { descripton: 'Read', description: 'Read' } } },
        ],
        fluxCapacitor: true,
      }),
    ).toEqual([
      'requirePKCE: is not a known option; did you mean "requirePkce"?',
      'fluxCapacitor: is not a known option',
      'resources[0].scopes.read.descripton: is not a known option; did you mean "description"?',
      'clients[0].redirect_uris: is not a known option; did you mean "redirectUris"?',
      'lifetimes.sessionSecs: is not a known option; did you mean "sessionSeconds"?',
    ])
  })

  it('carries the nearest name as a value of its own', () => {
    expect(() => parse({ issuer, storag: 'memory:' })).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ path: 'storag', nearest: 'storage' })],
      }),
    )
  })

  it('says where a key of the command belongs', () => {
    expect(problemsOf({ issuer, port: 4000 })).toEqual([
      'port: is for the latchkey command; leave it out where you call createAuthorizationServer',
    ])
  })

  it('takes an option that is undefined for one that is absent', () => {
    expect(
      parse({ issuer, idTokenAlgorithm: undefined, clients: undefined, brand: { name: undefined } }).settings
        .brand.name,
    ).toBe('Latchkey')
  })

  it('refuses what is not an object', () => {
    for (const input of [null, undefined, 5, 'https://id.example.com', []]) {
      expect(problemsOf(input).length).toBeGreaterThan(0)
    }
  })

  it('is frozen to the last leaf, and does not freeze what is the operator’s', () => {
    const logger = { debug() {}, info() {}, warn() {}, error() {} }
    const clients = [{ clientId: 'a', redirectUris: ['https://a.example/cb'] }]
    const parsed = parse({ issuer, logger, clients })
    clients[0]?.redirectUris.push('https://evil.example/cb')
    expect(parsed.clients[0]?.redirectUris).toEqual(['https://a.example/cb'])
    expect(Object.isFrozen(parsed.clients[0]?.redirectUris)).toBe(true)
    expect(Object.isFrozen(parsed.settings.resources[0]?.scopes[0])).toBe(true)
    expect(Object.isFrozen(logger) || Object.isFrozen(clients)).toBe(false)
  })

  it('never quotes a secret in what it says', () => {
    const secret = 'hunter2-hunter2'
    const text = problemsOf({
      issuer,
      secret,
      storage: `postgres://user:${secret}@db/x`,
      clients: [{ clientId: 'a', clientSecret: `${secret}\n`, tokenEndpointAuthMethod: 'none' }],
      users: [{ username: '', password: secret }],
    }).join('\n')
    expect(text).not.toContain('hunter2')
  })

  it('either parses or throws a ConfigError, whatever it is given', () => {
    // Options are few and lists short: what takes time is to draw values, not to parse them.
    const member = fc.oneof(
      fc.anything({ withNullPrototype: true, withMap: true, withDate: true }),
      fc.constantFrom(null, 0, '', {}, [], [null], [{}]),
      fc.array(
        fc.dictionary(
          fc.constantFrom('clientId', 'uri', 'scopes', 'username', 'claims', 'jwks', 'grantType'),
          fc.anything(),
          { maxKeys: 3 },
        ),
        { maxLength: 2 },
      ),
    )
    const option = fc.oneof(
      { weight: 1, arbitrary: fc.tuple(fc.constant('issuer'), fc.oneof(fc.constant(issuer), fc.webUrl())) },
      { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...Object.keys(serverOptions)), member) },
    )
    const input = fc.oneof(
      { weight: 1, arbitrary: fc.anything() },
      { weight: 4, arbitrary: fc.array(option, { maxLength: 16 }).map((each) => Object.fromEntries(each)) },
    )
    fc.assert(
      fc.property(input, (each) => {
        try {
          return Object.isFrozen(parse(each))
        } catch (error) {
          return error instanceof ConfigError && error.problems.length > 0
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is not led round in circles', () => {
    const claims: Record<string, unknown> = {}
    claims.claims = claims
    expect(problemsOf({ issuer, users: [{ username: 'a', claims }] })).not.toEqual([])
  })
})

describe('algorithms', () => {
  it('has keys for RS256 always (OpenID Connect Core §15.1) and for each algorithm that something uses', () => {
    const resource = { uri: 'https://api.example.com', scopes: {}, accessToken: { algorithm: 'EdDSA' } }
    const client = {
      clientId: 'a',
      redirectUris: ['https://a.example/cb'],
      idTokenSignedResponseAlg: 'PS256',
    }
    const { settings } = parse({
      issuer,
      idTokenAlgorithm: 'ES256',
      resources: [resource],
      clients: [client],
    })
    expect([...settings.signingAlgorithms].sort()).toEqual(['ES256', 'EdDSA', 'PS256', 'RS256'])
  })

  it('never signs with a symmetric algorithm or none (RFC 8725 §3.2)', () => {
    expect(problemsOf({ issuer, idTokenAlgorithm: 'none' })).toHaveLength(1)
    expect(problemsOf({ issuer, accessToken: { algorithm: 'HS256' } })).toHaveLength(1)
  })
})

describe('the server secret', () => {
  const strong = 'MbZ0y7v1mW0r3lP5b8tq2n4x6a9c1e3g'

  it('is the given one, followed by the previous ones', () => {
    expect(parse({ issuer, secret: strong, previousSecrets: [`${strong}2`] })).toMatchObject({
      secrets: [strong, `${strong}2`],
    })
    expect(parse({ issuer, secret: strong })).not.toHaveProperty('secretFile')
  })

  it('is kept beside the SQLite file, and nowhere for a storage that forgets', () => {
    expect(parse({ issuer, storage: 'sqlite:/data/id.db' })).toMatchObject({
      secrets: [],
      secretFile: '/data/id.db.secret',
    })
    expect(parse({ issuer, storage: 'memory:' })).toMatchObject({ secrets: [] })
    expect(parse({ issuer, storage: 'memory:' })).not.toHaveProperty('secretFile')
  })

  it('is kept where the operator says', () => {
    expect(parse({ issuer, secretFile: '/run/secrets/id' }).secretFile).toBe('/run/secrets/id')
  })

  it('is refused when it is short or one repeated word', () => {
    for (const weak of ['x'.repeat(31), 'x'.repeat(64), 'secret'.repeat(10)]) {
      expect(problemsOf({ issuer, secret: weak })).toHaveLength(1)
    }
    expect(problemsOf({ issuer, secret: strong, previousSecrets: ['old'] })).toHaveLength(1)
  })

  it('is required where a storage of the operator’s own keeps what it sealed', () => {
    const storage = createMemoryStorage()
    expect(problemsOf({ issuer, storage })[0]).toMatch(/^secret: is required/)
    expect(problemsOf({ issuer, storage, secret: strong })).toEqual([])
  })

  it('comes from one place', () => {
    expect(problemsOf({ issuer, secret: strong, secretFile: 'a' })[0]).toMatch(/^secretFile: /)
    expect(problemsOf({ issuer, previousSecrets: [strong] })[0]).toMatch(/^previousSecrets: needs/)
  })
})

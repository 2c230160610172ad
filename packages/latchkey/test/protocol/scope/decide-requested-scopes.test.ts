import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideClientCredentialsScopes } from '../../../src/protocol/scope/decide-client-credentials-scopes.ts'
import { decideRequestedScopes } from '../../../src/protocol/scope/decide-requested-scopes.ts'
import { BOOKS, ISSUER, MAIL, makeClient, makeResources } from '../make-client.ts'

function decide(request: { scope?: string; resources?: string[]; defaultResource?: string }) {
  return decideRequestedScopes({
    scope: request.scope,
    resources: request.resources ?? [],
    client: makeClient(
      request.defaultResource === undefined ? {} : { defaultResource: request.defaultResource },
    ),
    settingsResources: makeResources(),
  })
}

describe('the scopes of an authorization request', () => {
  it('bring in the resources that own them', () => {
    expect(decide({ scope: 'openid books:read' })).toEqual({
      scopes: ['openid', 'books:read'],
      resources: [ISSUER, BOOKS],
      leftOutScopes: [],
    })
  })

  it('are invalid when unknown or not for this client (RFC 6749 §3.3)', () => {
    expect(() => decide({ scope: 'books:read nonsense' })).toThrow(/nonsense/)
    expect(() => decide({ scope: 'admin' })).toThrow(/admin/)
  })

  it('are dropped instead when the request is for openid (OpenID Connect Core §3.1.2.1)', () => {
    expect(decide({ scope: 'openid nonsense admin address' })).toMatchObject({
      scopes: ['openid'],
      leftOutScopes: ['nonsense', 'admin', 'address'],
    })
  })

  it('are dropped within a limit, because they are remembered for as long as the grant lives', () => {
    const strange = 'x'.repeat(1023)
    expect(decide({ scope: `openid ${strange}x` }).leftOutScopes).toEqual([`${strange}x`])
    expect(() => decide({ scope: `openid ${strange} x` })).toThrow(/more than 1024 characters/)
  })

  it('are invalid with characters outside of x21 x23-5B x5D-7E (RFC 6749 §3.3)', () => {
    for (const scope of [
      'openid "',
      'openid a\\b',
      'openid é',
      'openid a\tb',
      'openid a\nb',
      'openid \u0000',
    ]) {
      expect(() => decide({ scope }), JSON.stringify(scope)).toThrow(/printable ASCII/)
    }
  })

  it('default to what the client is registered for when none is named, identity excepted', () => {
    expect(decide({ resources: [BOOKS, MAIL] })).toEqual({
      scopes: ['books:read', 'books:write', 'mail:send'],
      resources: [BOOKS, MAIL],
      leftOutScopes: [],
    })
    expect(decide({ resources: [MAIL] })).toMatchObject({ scopes: ['mail:send'], resources: [MAIL] })
  })

  it('of another resource than the named one are refused, or dropped for openid (RFC 8707 §2.2)', () => {
    expect(() => decide({ scope: 'books:read', resources: [MAIL] })).toThrow(/books:read/)
    expect(decide({ scope: 'openid books:read mail:send', resources: [MAIL] })).toEqual({
      scopes: ['openid', 'mail:send'],
      resources: [ISSUER, MAIL],
      leftOutScopes: ['books:read'],
    })
  })

  it.each([undefined, 'books:read mail:send', 'openid books:write mail:send unheard-of'])(
    'of several APIs without a resource are refused, naming them: %s (RFC 8707 §2; RFC 9068 §3)',
    (scope) => {
      const asked = scope === undefined ? {} : { scope }
      expect(() => decide(asked)).toThrow(`name it with resource, of ${BOOKS} and ${MAIL}`)
      expect(() => decide({ ...asked, defaultResource: 'https://elsewhere.example/' })).toThrow(/name it/)
    },
  )

  it('of several APIs without a resource are those of the default one, if the client has one', () => {
    const defaultResource = MAIL
    expect(decide({ scope: 'openid books:read mail:send', defaultResource })).toEqual({
      scopes: ['openid', 'mail:send'],
      resources: [ISSUER, MAIL],
      leftOutScopes: ['books:read'],
    })
    expect(decide({ scope: 'books:read mail:send', defaultResource })).toEqual({
      scopes: ['mail:send'],
      resources: [MAIL],
      leftOutScopes: ['books:read'],
    })
    expect(decide({ defaultResource })).toEqual({
      scopes: ['mail:send'],
      resources: [MAIL],
      leftOutScopes: [],
    })
  })

  it('are of the API that they belong to or that is named, whatever the default is', () => {
    const defaultResource = MAIL
    expect(decide({ scope: 'openid books:read', defaultResource }).resources).toEqual([ISSUER, BOOKS])
    expect(decide({ scope: 'openid', defaultResource }).resources).toEqual([ISSUER])
    expect(decide({ scope: 'books:read', resources: [BOOKS], defaultResource }).resources).toEqual([BOOKS])
    const named = { scope: 'books:read mail:send', resources: [BOOKS, MAIL], defaultResource }
    expect(decide(named).resources).toEqual([BOOKS, MAIL])
  })

  it('never exceed what was asked and what is registered', () => {
    const words = fc.constantFrom('openid', 'email', 'address', 'admin', 'books:read', 'mail:send', 'zzz')
    fc.assert(
      fc.property(fc.array(words, { minLength: 1 }), (asked) => {
        const resources = [BOOKS, MAIL]
        const { scopes, leftOutScopes } = decide({ scope: ['openid', ...asked].join(' '), resources })
        expect(scopes.every((s) => s === 'openid' || asked.includes(s as 'zzz'))).toBe(true)
        expect(scopes.every((scope) => makeClient().scopes.includes(scope))).toBe(true)
        expect(new Set([...scopes, ...leftOutScopes])).toEqual(new Set(['openid', ...asked]))
        expect(scopes.filter((scope) => leftOutScopes.includes(scope))).toEqual([])
        expect(new Set(scopes).size).toBe(scopes.length)
      }),
    )
  })
})

describe('the resources of an authorization request', () => {
  it('must be absolute URIs without fragment (RFC 8707 §2)', () => {
    for (const resource of ['foo', '/api', 'https://a#b', 'https://a b', '//host', 'https://é/']) {
      expect(() => decide({ scope: 'openid', resources: [resource] }), resource).toThrow(/absolute URI/)
    }
  })

  it('must be known, and the client registered for one of their scopes (RFC 8707 §2)', () => {
    expect(() => decide({ scope: 'openid', resources: ['https://other.example'] })).toThrow(/does not know/)
    const client = makeClient({ scopes: ['openid', 'books:read'] })
    expect(() =>
      decideRequestedScopes({
        scope: 'openid',
        resources: [MAIL],
        client,
        settingsResources: makeResources(),
      }),
    ).toThrow(/registered for no scope/)
  })

  it('compare as sent, but for the case of scheme and host and one trailing slash', () => {
    for (const resource of [`${BOOKS}/`, 'HTTPS://Books.Example/api', MAIL.slice(0, -1)]) {
      expect(decide({ scope: 'openid', resources: [resource] }).resources).toHaveLength(2)
    }
    for (const resource of ['https://books.example/API', `${BOOKS}//`, 'https://books.example:443/api']) {
      expect(() => decide({ scope: 'openid', resources: [resource] }), resource).toThrow(/does not know/)
    }
  })

  it('may be several', () => {
    expect(decide({ scope: 'books:read mail:send', resources: [BOOKS, MAIL] }).resources).toEqual([
      BOOKS,
      MAIL,
    ])
  })
})

describe('the scopes of a client for itself', () => {
  const decideOwn = (scope?: string, resources: string[] = []) =>
    decideClientCredentialsScopes({
      scope,
      resources,
      client: makeClient(),
      settingsResources: makeResources(),
    })

  it('have no identity among them: openid is ignored, not an ID token (RFC 6749 §4.4)', () => {
    expect(decideOwn('openid books:read').scopes).toEqual(['books:read'])
    expect(decideOwn('openid')).toEqual({ scopes: [], resources: [] })
  })

  it('must be on its list (CVE-2024-52287)', () => {
    expect(() => decideOwn('admin')).toThrow(/admin/)
    expect(() => decideOwn('openid nonsense')).toThrow(/nonsense/)
  })

  it('are all of the named resource when the request names none', () => {
    expect(decideOwn(undefined, [BOOKS]).scopes).toEqual(['books:read', 'books:write'])
  })
})

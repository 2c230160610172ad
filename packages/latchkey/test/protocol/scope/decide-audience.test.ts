import { describe, expect, it } from 'vitest'
import { decideAudience } from '../../../src/protocol/scope/decide-audience.ts'
import { BOOKS, ISSUER, MAIL, makeResources } from '../make-client.ts'

function decide(request: {
  requested?: string[]
  scopes: string[]
  granted: string[]
  client?: { defaultResource?: string; scopes?: string[] }
}) {
  const resources = makeResources()
  const scopes = resources.flatMap((resource) => resource.scopes.map(({ name }) => name))
  const client = { scopes, ...request.client }
  return decideAudience({ requested: [], resources, ...request, client })
}

describe('the audience of an access token', () => {
  it('is our issuer for a grant of identity alone', () => {
    expect(decide({ scopes: ['openid', 'email'], granted: [ISSUER] })).toEqual({
      audience: [ISSUER],
      scopes: ['openid', 'email'],
    })
  })

  it('is the only API of the grant (RFC 8707 §2.2)', () => {
    expect(decide({ scopes: ['books:read'], granted: [BOOKS] }).audience).toEqual([BOOKS])
  })

  it('is the only API and our issuer when openid is granted', () => {
    expect(decide({ scopes: ['openid', 'books:read'], granted: [ISSUER, BOOKS] })).toEqual({
      audience: [BOOKS, ISSUER],
      scopes: ['openid', 'books:read'],
    })
  })

  it('is no API of which the client has lost every scope since, named or not', () => {
    const lost = { scopes: ['openid'], granted: [ISSUER, BOOKS], client: { scopes: ['openid'] } }
    expect(decide(lost).audience).toEqual([ISSUER])
    expect(() => decide({ ...lost, requested: [BOOKS] })).toThrow('resource must be one that was granted')
  })

  it('is our issuer when a refresh asks for nothing of the API (RFC 6749 §6)', () => {
    const granted = [ISSUER, BOOKS]
    expect(decide({ scopes: ['email'], granted })).toEqual({ audience: [ISSUER], scopes: ['email'] })
    expect(decide({ scopes: ['offline_access'], granted }).audience).toEqual([BOOKS])
  })

  it('must be named when the grant covers several APIs (RFC 9068 §3)', () => {
    const granted = [ISSUER, BOOKS, MAIL]
    expect(() => decide({ scopes: ['books:read', 'mail:send'], granted })).toThrow(/name it with resource/)
    expect(() => decide({ requested: [BOOKS, MAIL], scopes: ['books:read'], granted })).toThrow(/name it/)
  })

  it('is the default API of the client when several could be meant, unless it names another (RFC 8707 §2.2)', () => {
    const several = {
      scopes: ['openid', 'books:read', 'mail:send'],
      granted: [ISSUER, BOOKS, MAIL],
      client: { defaultResource: MAIL },
    }
    expect(decide(several)).toEqual({ audience: [MAIL, ISSUER], scopes: ['openid', 'mail:send'] })
    expect(decide({ ...several, requested: [BOOKS] }).audience).toEqual([BOOKS])
    expect(() => decide({ ...several, requested: [BOOKS, MAIL] })).toThrow(/name it with resource/)
    expect(decide({ ...several, scopes: ['books:read'] }).audience).toEqual([BOOKS])
    expect(decide({ ...several, scopes: ['openid'], granted: [ISSUER, BOOKS] }).audience).toEqual([
      BOOKS,
      ISSUER,
    ])
  })

  it('is never a default that was not granted', () => {
    const granted = [ISSUER, BOOKS, MAIL]
    const client = { defaultResource: 'https://elsewhere.example/' }
    expect(() => decide({ scopes: ['books:read', 'mail:send'], granted, client })).toThrow(
      `name it with resource, of ${BOOKS} and ${MAIL}`,
    )
  })

  it('need not be named when the scopes are of one of several APIs', () => {
    expect(decide({ scopes: ['mail:send'], granted: [ISSUER, BOOKS, MAIL] }).audience).toEqual([MAIL])
  })

  it('is exactly what was asked, with the scopes that belong to it (RFC 8707 §2.2)', () => {
    const granted = [ISSUER, BOOKS, MAIL]
    const scopes = ['openid', 'email', 'books:read', 'mail:send']
    expect(decide({ requested: [MAIL], scopes, granted })).toMatchObject({
      audience: [MAIL],
      scopes: ['mail:send'],
    })
    expect(decide({ requested: [ISSUER], scopes, granted }).scopes).toEqual(['openid', 'email'])
    expect(decide({ requested: [BOOKS, ISSUER], scopes, granted }).audience).toEqual([BOOKS, ISSUER])
  })

  it('cannot be a resource that was not granted, known or not (GHSA-p2fr-6hmx-4528)', () => {
    const granted = [ISSUER, BOOKS]
    expect(() => decide({ requested: [MAIL], scopes: ['openid'], granted })).toThrow(/granted/)
    expect(() => decide({ requested: ['https://x.example'], scopes: [], granted })).toThrow(/does not know/)
    expect(() => decide({ requested: ['foo'], scopes: [], granted })).toThrow(/absolute URI/)
  })
})

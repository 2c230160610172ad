import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestName } from '../../src/options/nearest-name.ts'

const known = ['issuer', 'port', 'host', 'storage', 'redirectUris', 'postLogoutRedirectUris', 'requirePkce']

describe('the nearest name', () => {
  it.each([
    ['isuer', 'issuer'],
    ['prot', 'port'],
    ['storrage', 'storage'],
    ['redirect_uris', 'redirectUris'],
    ['redirectURI', 'redirectUris'],
    ['require-pkce', 'requirePkce'],
    ['postLogoutRedirectUri', 'postLogoutRedirectUris'],
  ])('to %s is %s', (typed, name) => {
    expect(nearestName(typed, known)).toBe(name)
  })

  it('is nothing when all are far', () => {
    for (const typed of ['', 'x', 'database', 'url', 'cluster'])
      expect(nearestName(typed, known)).toBeUndefined()
  })

  it('is the name itself, and survives one wrong letter in a long one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(20), fc.constantFrom('q', ''), (name, at, letter) => {
        const typed = name.slice(0, at % name.length) + letter + name.slice((at % name.length) + 1)
        return nearestName(name, known) === name && nearestName(typed, known) === name
      }),
    )
  })
})

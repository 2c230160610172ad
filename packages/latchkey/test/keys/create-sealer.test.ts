import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer } from '../../src/keys/create-sealer.ts'
import { systemRandom } from '../../src/keys/system-random.ts'

const OLD = 'an-old-secret-0123456789-abcdefghijk'
const NEW = 'a-new-secret-0123456789-abcdefghijkl'
const ISSUER = 'https://id.example.com'
const sealer = createSealer([NEW], ISSUER, systemRandom)
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('sealing', () => {
  it('opens what it sealed, whatever the value', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value: unknown = JSON.parse(json)
        expect(sealer.unseal('access_token', sealer.seal('access_token', value))).toEqual(value)
      }),
    )
  })

  it('never makes the same text twice, and the text says nothing', () => {
    const first = sealer.seal('authorization_code', { challenge: 'visible' })
    expect(sealer.seal('authorization_code', { challenge: 'visible' })).not.toBe(first)
    expect(Buffer.from(first, 'base64url').toString('latin1')).not.toContain('visible')
    expect(first).toMatch(/^[A-Za-z0-9_-]+$/)
  })

  it('opens for no other purpose', () => {
    const sealed = sealer.seal('authorization_code', { accountId: 'a' })
    expect(sealer.unseal('access_token', sealed)).toBeUndefined()
    expect(sealer.unseal('pending_authorization', sealed)).toBeUndefined()
  })

  it('opens nothing that was changed in any one place', () => {
    const sealed = sealer.seal('authorization_code', { accountId: 'somebody', scopes: ['openid'] })
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...BASE64URL), (at, character) => {
        fc.pre(sealed[at] !== character)
        const changed = sealed.slice(0, at) + character + sealed.slice(at + 1)
        expect(sealer.unseal('authorization_code', changed)).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })

  it('has exactly one spelling: the unused last bits must be as we wrote them', () => {
    for (const value of ['a', 'ab', 'abc']) {
      const sealed = sealer.seal('invitation', value)
      for (const character of BASE64URL) {
        if (character === sealed.at(-1)) continue
        expect(sealer.unseal('invitation', sealed.slice(0, -1) + character)).toBeUndefined()
      }
    }
  })

  it('opens nothing that was cut short, lengthened or padded', () => {
    const sealed = sealer.seal('invitation', '/somewhere')
    for (let length = 0; length < sealed.length; length++)
      expect(sealer.unseal('invitation', sealed.slice(0, length))).toBeUndefined()
    for (const more of ['A', 'AA', '=', '==', ' ', '\n', '.', sealed])
      expect(sealer.unseal('invitation', sealed + more)).toBeUndefined()
    expect(sealer.unseal('invitation', ` ${sealed}`)).toBeUndefined()
  })

  it('answers hostile text without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !sealer.unseal('invitation', text)))
    expect(sealer.unseal('invitation', 'A'.repeat(1_000_000))).toBeUndefined()
  })

  it('refuses to make what it would refuse to open: more than 64 KiB', () => {
    expect(() => sealer.seal('invitation', 'x'.repeat(50_000))).toThrow(RangeError)
  })

  it('is sealed under one secret and opens under no other', () => {
    const other = createSealer([OLD], ISSUER, systemRandom)
    expect(other.unseal('invitation', sealer.seal('invitation', 1))).toBeUndefined()
  })
})

describe('two issuers under one secret (RFC 9700 §4.4)', () => {
  const other = createSealer([NEW], 'https://other.example.com', systemRandom)

  it('open and prove nothing of each other', () => {
    expect(other.unseal('invitation', sealer.seal('invitation', 1))).toBeUndefined()
    expect(other.isMac('session', 'id', sealer.mac('session', 'id'))).toBe(false)
  })

  it('keep their signing keys when one is a new address of the other', () => {
    expect(other.unseal('signing_key', sealer.seal('signing_key', 1))).toBe(1)
  })
})

describe('MACs', () => {
  it('proves a message for one purpose only', () => {
    const mac = sealer.mac('session', 'id')
    expect(mac).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(sealer.isMac('session', 'id', mac)).toBe(true)
    expect(sealer.isMac('csrf', 'id', mac)).toBe(false)
    expect(sealer.isMac('session', 'ie', mac)).toBe(false)
  })

  it('proves nothing with any other text', () => {
    const mac = sealer.mac('refresh_token', 'grant.1')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        fc.pre(text !== mac)
        expect(sealer.isMac('refresh_token', 'grant.1', text)).toBe(false)
      }),
    )
    for (const character of BASE64URL.replace(mac.slice(-1), ''))
      expect(sealer.isMac('refresh_token', 'grant.1', mac.slice(0, -1) + character)).toBe(false)
  })
})

describe('after a rotation of the server secret', () => {
  const before = createSealer([OLD], ISSUER, systemRandom)
  const after = createSealer([NEW, OLD], ISSUER, systemRandom)

  it('still opens and proves what the previous secret made', () => {
    const sealed = before.seal('signing_key', { d: 'private' })
    expect(after.unseal('signing_key', sealed)).toEqual({ d: 'private' })
    expect(after.isMac('session', 'id', before.mac('session', 'id'))).toBe(true)
  })

  it('seals and makes MACs with the current secret alone', () => {
    expect(before.unseal('signing_key', after.seal('signing_key', 1))).toBeUndefined()
    expect(before.isMac('session', 'id', after.mac('session', 'id'))).toBe(false)
  })

  it('tells which secret sealed a value', () => {
    expect(after.isCurrent('signing_key', before.seal('signing_key', 1))).toBe(false)
    expect(after.isCurrent('signing_key', after.seal('signing_key', 1))).toBe(true)
    expect(after.isCurrent('invitation', after.seal('signing_key', 1))).toBe(false)
  })
})

it('is not made without a secret, or with a short one', () => {
  expect(() => createSealer([], ISSUER, systemRandom)).toThrow(/server secret/)
  expect(() => createSealer([NEW, 'short'], ISSUER, systemRandom)).toThrow(/32 characters/)
})

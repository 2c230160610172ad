import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { faultOfKey } from '../../../src/protocol/client-authentication/fault-of-key.ts'

const rsa = rsaKey(2048)
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })

/** A number as a JWK writes it (RFC 7518 §2). */
const integer = (...bytes: number[]) => Buffer.from(bytes).toString('base64url')

/** The public JWK of a new RSA key, with other members if they are given. */
function rsaKey(modulusLength: number) {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength })
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  return { kty: 'RSA', n, e }
}

describe('a key that a client may verify with', () => {
  test.each([
    ['elliptic', { ...ec, kty: 'EC' }],
    ['RSA of 2048 bits', rsa],
    ['RSA of 3072 bits', rsaKey(3072)],
    ['RSA with the exponent 3', { ...rsa, e: integer(3) }],
    ['RSA with a zero in front, as some libraries write it', { ...rsa, n: `${toPadded(rsa.n)}` }],
    ['of a kind that we do not know, which is never used', { kty: 'AKP', pub: 'AA' }],
  ])('is %s', (_, key) => {
    expect(faultOfKey(key)).toBeUndefined()
  })
})

describe('a key that no client may have', () => {
  test.each([
    ['an exponent of 1, under which everything is signed', { e: integer(1) }, /exponent/],
    ['an exponent of 0', { e: integer(0) }, /exponent/],
    ['an even exponent', { e: integer(1, 0, 0) }, /exponent/],
    ['an exponent of 56 bits', { e: integer(0x80, 0, 0, 0, 0, 0, 1) }, /exponent/],
    ['an even modulus', { n: toEven(rsa.n) }, /even modulus/],
    ['a modulus of 1024 bits (RFC 7518 §3.3)', { n: rsaKey(1024).n }, /1024 bits/],
    ['a modulus of 2047 bits', { n: integer(0x7f, ...Array.from({ length: 255 }, () => 0xff)) }, /2047 bits/],
    ['a modulus of 1', { n: integer(1) }, /1 bits/],
    ['a modulus of 8200 bits', { n: integer(...Array.from({ length: 1025 }, () => 0xff)) }, /8200 bits/],
    ['no modulus', { n: undefined }, /"n" and "e"/],
    ['a modulus in another alphabet', { n: `${rsa.n.slice(0, -1)}+` }, /"n" and "e"/],
    ['a private exponent', { d: 'AA' }, /secret key \("d"\)/],
  ])('is RSA with %s', (_, change, fault) => {
    expect(faultOfKey({ ...rsa, ...change })).toMatch(fault)
  })

  test('is private or symmetric (RFC 7517 §9.3)', () => {
    expect(faultOfKey({ ...ec, kty: 'EC', d: 'AA' })).toMatch(/secret key/)
    expect(faultOfKey({ kty: 'oct', k: 'AA' })).toMatch(/secret key/)
    expect(faultOfKey({ kty: 'oct' })).toMatch(/symmetric/)
  })
})

function toPadded(n: string): string {
  return Buffer.concat([Buffer.of(0), Buffer.from(n, 'base64url')]).toString('base64url')
}

function toEven(n: string): string {
  const bytes = Buffer.from(n, 'base64url')
  return Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) & 0xfe)]).toString('base64url')
}

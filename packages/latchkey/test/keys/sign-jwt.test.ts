import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify as verifySignature,
} from 'node:crypto'
import fc from 'fast-check'
import { compactVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { generateSigningKey } from '../../src/keys/generate-signing-key.ts'
import { createJwtSigner, toFixedWidth } from '../../src/keys/sign-jwt.ts'

describe('a JWT signature', () => {
  it.each(['ES256', 'RS256', 'PS256', 'EdDSA'] as const)(
    'by %s is what another library verifies',
    async (algorithm) => {
      const jwk = await generateSigningKey(algorithm)
      const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
      const { sign: signJwt } = createJwtSigner({ algorithm, kid: jwk.kid, privateKey })
      const jwt = await signJwt({ sub: 'ada', name: 'Ad\u00e4' }, 'at+jwt')
      const { payload, protectedHeader } = await compactVerify(jwt, createPublicKey(privateKey))
      expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ sub: 'ada', name: 'Ad\u00e4' })
      expect(protectedHeader).toEqual({ alg: algorithm, kid: jwk.kid, typ: 'at+jwt' })
    },
  )

  it('has no typ where none is asked for', async () => {
    const jwk = await generateSigningKey('ES256')
    const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
    const { sign: signJwt } = createJwtSigner({ algorithm: 'ES256', kid: jwk.kid, privateKey })
    const { protectedHeader } = await compactVerify(await signJwt({}), createPublicKey(privateKey))
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: jwk.kid })
  })
})

describe('an ECDSA signature in fixed width (RFC 7518 §3.4)', () => {
  it('keeps both numbers, however short they are', () => {
    const number = fc.uint8Array({ minLength: 1, maxLength: 32 })
    fc.assert(
      fc.property(number, number, (first, second) => {
        const fixed = toFixedWidth(toDer(first, second))
        expect(fixed).toHaveLength(64)
        expect(toNumber(fixed.subarray(0, 32))).toBe(toNumber(first))
        expect(toNumber(fixed.subarray(32))).toBe(toNumber(second))
      }),
    )
  })

  it('is verified by node as such, for many signatures', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' as const }
    for (let index = 0; index < 500; index++) {
      const input = Buffer.from(`input ${index}`)
      expect(verifySignature('sha256', input, key, toFixedWidth(sign('sha256', input, privateKey)))).toBe(
        true,
      )
    }
  })
})

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
}

/** SEQUENCE of two INTEGERs (X.690 §8.3): no needless leading zeros, one where the first bit is set. */
function toDer(first: Uint8Array, second: Uint8Array): Buffer {
  const integers = Buffer.concat([toInteger(first), toInteger(second)])
  return Buffer.concat([Buffer.from([0x30, integers.length]), integers])
}

function toInteger(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0)
  const digits = start === -1 ? Buffer.from([0]) : Buffer.from(bytes.slice(start))
  const signed = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits
  return Buffer.concat([Buffer.from([0x02, signed.length]), signed])
}

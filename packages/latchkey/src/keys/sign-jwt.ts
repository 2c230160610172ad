import { constants, type KeyObject, sign } from 'node:crypto'
import type { SigningAlgorithm } from '../protocol/signing-key.ts'

/** A private key that signs JWTs (RFC 7515 §7.1, compact form). */
export interface JwtSigner {
  /** `typ` goes into the header, if given. */
  sign(claims: Readonly<Record<string, unknown>>, typ?: string): Promise<string>
}

/** Creates the signer of one key, whose headers are serialized once. */
export function createJwtSigner(key: {
  readonly algorithm: SigningAlgorithm
  readonly kid: string
  readonly privateKey: KeyObject
}): JwtSigner {
  const { algorithm: alg, kid, privateKey } = key
  const makeSignature = createSignature(alg, privateKey)
  const headers = new Map<string | undefined, string>()
  const headerFor = (typ: string | undefined) => {
    const known = headers.get(typ)
    if (known !== undefined) return known
    const header = toBase64url(JSON.stringify({ alg, kid, ...(typ !== undefined && { typ }) }))
    headers.set(typ, header)
    return header
  }
  return {
    async sign(claims, typ) {
      const input = `${headerFor(typ)}.${toBase64url(JSON.stringify(claims))}`
      return `${input}.${(await makeSignature(Buffer.from(input))).toString('base64url')}`
    },
  }
}

type MakeSignature = (input: Buffer) => Buffer | Promise<Buffer>

/**
 * An elliptic-curve signature takes no longer than a round trip to another thread, so it is computed at once.
 * An RSA one takes thirty times as long, and is computed off the event loop (docs/decisions/0011).
 */
function createSignature(algorithm: SigningAlgorithm, key: KeyObject): MakeSignature {
  switch (algorithm) {
    case 'ES256':
      return (input) => toFixedWidth(sign('sha256', input, key))
    case 'EdDSA':
      return (input) => sign(null, input, key)
    case 'RS256':
      return (input) => signElsewhere(input, { key, padding: constants.RSA_PKCS1_PADDING })
    case 'PS256':
      return (input) =>
        signElsewhere(input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
  }
}

function signElsewhere(input: Buffer, key: Parameters<typeof sign>[2]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('sha256', input, key, (error, signature) => (error ? reject(error) : resolve(signature)))
  })
}

const WIDTH = 32

/**
 * Converts an ECDSA signature from DER (RFC 3279 §2.2.3: two integers, each with its length in one byte) to
 * two numbers of 32 bytes each (RFC 7518 §3.4). Node can produce this form too, but takes as long for that as
 * for the signature.
 */
export function toFixedWidth(der: Buffer): Buffer {
  const fixed = Buffer.alloc(2 * WIDTH)
  const first = der[3] ?? 0
  const second = der[5 + first] ?? 0
  copyRight(der.subarray(4, 4 + first), fixed, WIDTH)
  copyRight(der.subarray(6 + first, 6 + first + second), fixed, 2 * WIDTH)
  return fixed
}

/**
 * Right-aligns an integer at `end`: in DER it may have one leading zero, and other leading zeros are left
 * out.
 */
function copyRight(integer: Buffer, target: Buffer, end: number): void {
  const digits = integer.length > WIDTH ? integer.subarray(integer.length - WIDTH) : integer
  digits.copy(target, end - digits.length)
}

function toBase64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

import type { PublicJwk } from '../clients/client.ts'

/** Members that only a private or a symmetric key has (RFC 7517 §9.3; RFC 7518 §6). */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
/** RFC 7518 §3.3. */
const SHORTEST_MODULUS_BITS = 2048
/** Larger keys would make verification slow enough for a denial of service; so would larger exponents. */
const LONGEST_MODULUS_BITS = 8192
const LONGEST_EXPONENT_BITS = 48

/**
 * What makes a key unfit to verify what a client signs; `undefined` if nothing does. Whoever reads a secret
 * key can sign with it, and RSA with an exponent of 1 signs nothing: the signature of a message is the
 * message. The same for keys that are registered, fetched and stored.
 */
export function faultOfKey(key: PublicJwk): string | undefined {
  const secret = SECRET_MEMBERS.find((name) => name in key)
  if (secret !== undefined) return `holds a secret key ("${secret}"): register the public one`
  if (key.kty === 'oct') return 'is a symmetric key (kty "oct"): register a public one'
  return key.kty === 'RSA' ? faultOfRsaKey(key) : undefined
}

function faultOfRsaKey({ n, e }: PublicJwk): string | undefined {
  const [modulus, exponent] = [toInteger(n), toInteger(e)]
  if (modulus === undefined || exponent === undefined)
    return 'must have "n" and "e" in base64url (RFC 7518 §6.3.1)'
  const size = bitsOf(modulus)
  if (size < SHORTEST_MODULUS_BITS || size > LONGEST_MODULUS_BITS)
    return `has a modulus of ${size} bits: use one of ${SHORTEST_MODULUS_BITS} to ${LONGEST_MODULUS_BITS} (RFC 7518 §3.3)`
  if (isEven(modulus)) return 'has an even modulus ("n"), so it is no RSA key (RFC 8017 §3.1)'
  if (isEven(exponent) || bitsOf(exponent) < 2 || bitsOf(exponent) > LONGEST_EXPONENT_BITS)
    return 'has an unusable exponent ("e"): use an odd one from 3, such as 65537 (RFC 8017 §3.1)'
  return undefined
}

/** Big-endian and as short as possible (RFC 7518 §2); one zero in front is a frequent mistake. */
function toInteger(encoded: unknown): Uint8Array | undefined {
  if (typeof encoded !== 'string' || !/^[\w-]+$/.test(encoded)) return undefined
  const bytes = Buffer.from(encoded, 'base64url')
  const integer = bytes[0] === 0 ? bytes.subarray(1) : bytes
  return integer[0] === 0 ? undefined : integer
}

function bitsOf(integer: Uint8Array): number {
  return integer.length * 8 - (integer.length === 0 ? 0 : Math.clz32(integer[0] ?? 0) - 24)
}

function isEven(integer: Uint8Array): boolean {
  return ((integer.at(-1) ?? 0) & 1) === 0
}

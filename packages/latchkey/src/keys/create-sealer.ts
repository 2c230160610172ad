import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import type { Random } from '../ports/random.ts'
import type { MacPurpose, Sealer, SealPurpose } from './sealer.ts'

/** The maximum number of characters of a sealed value; a longer one is neither produced nor read. */
const SEALED_CHARACTERS = 64 * 1024
const SECRET_CHARACTERS = 32
const FORMAT = 1
const SALT_BYTES = 16
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'
const HKDF_SALT = 'latchkey server secret'
/**
 * Each message has a key of its own, so that no key is ever used with the same nonce twice (NIST SP 800-38D
 * §8).
 */
const NONCE = Buffer.alloc(12)

/**
 * Creates the sealer of one issuer. The first secret encrypts and computes MACs; all of them decrypt and
 * verify.
 * @throws Error without a secret, or for one under 32 characters
 */
export function createSealer(secrets: readonly string[], issuer: string, random: Random): Sealer {
  requireUsableSecrets(secrets)
  const [current, ...previous] = secrets.map((secret) => createPurposeKeys(secret, issuer))
  if (current === undefined) throw new Error('A server secret is needed')
  const all = [current, ...previous]
  return {
    seal: (purpose, value) => sealUnder(current.sealKey(purpose), { purpose, value, random }),
    unseal: (purpose, sealed) => firstOpened(all, purpose, sealed)?.value,
    isCurrent: (purpose, sealed) => firstOpened([current], purpose, sealed) !== undefined,
    mac: (purpose, message) => macUnder(current.macKey(purpose), message),
    isMac: (purpose, message, mac) =>
      all.some((keys) => isSameText(macUnder(keys.macKey(purpose), message), mac)),
  }
}

function requireUsableSecrets(secrets: readonly string[]): void {
  if (secrets.some((secret) => secret.length < SECRET_CHARACTERS))
    throw new Error(`A server secret has at least ${SECRET_CHARACTERS} characters`)
}

interface PurposeKeys {
  sealKey(purpose: SealPurpose): KeyObject
  macKey(purpose: MacPurpose): KeyObject
}

/**
 * One key per purpose (HKDF, RFC 5869 §3.2: `info` binds it), derived when it is first needed. Keys also
 * differ by issuer, so that two issuers under one secret do not accept each other's values; except the key
 * for signing keys, which an issuer keeps when its URL changes.
 */
function createPurposeKeys(secret: string, issuer: string): PurposeKeys {
  const derived = new Map<string, KeyObject>()
  function keyFor(info: string): KeyObject {
    const known = derived.get(info)
    if (known) return known
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, HKDF_SALT, info, 32)))
    derived.set(info, key)
    return key
  }
  return {
    sealKey: (purpose) => keyFor(purpose === 'signing_key' ? `seal ${purpose}` : `seal ${purpose} ${issuer}`),
    macKey: (purpose) => keyFor(`mac ${purpose} ${issuer}`),
  }
}

function sealUnder(
  key: KeyObject,
  { purpose, value, random }: { purpose: SealPurpose; value: unknown; random: Random },
): string {
  const salt = random.bytes(SALT_BYTES)
  const cipher = createCipheriv(CIPHER, messageKey(key, salt), NONCE)
  cipher.setAAD(additionalData(purpose))
  const ciphertext = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]
  const sealed = Buffer.concat([Uint8Array.of(FORMAT), salt, ...ciphertext, cipher.getAuthTag()])
  const text = sealed.toString('base64url')
  if (text.length > SEALED_CHARACTERS) throw new RangeError(`Too large to seal as ${purpose}`)
  return text
}

/** A key object: one that comes as bytes costs a cipher of Node 24 10 µs more (docs/decisions/0037). */
function messageKey(key: KeyObject, salt: Uint8Array): KeyObject {
  return createSecretKey(createHmac('sha256', key).update(salt).digest())
}

function additionalData(purpose: SealPurpose): Buffer {
  return Buffer.from(`latchkey ${purpose} ${FORMAT}`)
}

/** Wrapped, so that a sealed `null` differs from `undefined`. */
interface Opened {
  readonly value: unknown
}

function firstOpened(
  candidates: readonly PurposeKeys[],
  purpose: SealPurpose,
  sealed: string,
): Opened | undefined {
  const bytes = decodeSealed(sealed)
  if (!bytes) return undefined
  for (const keys of candidates) {
    const opened = openUnder(keys.sealKey(purpose), purpose, bytes)
    if (opened) return opened
  }
  return undefined
}

/** Accepts only the spelling that we issued: a code with two spellings could be presented twice. */
function decodeSealed(sealed: string): Buffer | undefined {
  if (typeof sealed !== 'string' || sealed.length > SEALED_CHARACTERS) return undefined
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length <= 1 + SALT_BYTES + TAG_BYTES || bytes[0] !== FORMAT) return undefined
  return bytes.toString('base64url') === sealed ? bytes : undefined
}

function openUnder(key: KeyObject, purpose: SealPurpose, bytes: Buffer): Opened | undefined {
  const salt = bytes.subarray(1, 1 + SALT_BYTES)
  const decipher = createDecipheriv(CIPHER, messageKey(key, salt), NONCE, { authTagLength: TAG_BYTES })
  decipher.setAAD(additionalData(purpose))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const plaintext = [decipher.update(bytes.subarray(1 + SALT_BYTES, -TAG_BYTES)), decipher.final()]
    return { value: JSON.parse(Buffer.concat(plaintext).toString('utf8')) }
  } catch {
    return undefined
  }
}

function macUnder(key: KeyObject, message: string): string {
  return createHmac('sha256', key).update(message).digest('base64url')
}

function isSameText(expected: string, actual: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(String(actual))]
  return left.length === right.length && timingSafeEqual(left, right)
}

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
  timingSafeEqual,
} from 'node:crypto'
import { app, lifetimes, serverSecret } from '../../fixtures.ts'
import { fromDer } from '../sign-es256.ts'
import { makeSigningKeys } from '../signing-keys.ts'

/** The cryptography that no server of this kind can avoid. */
export interface Mint {
  readonly publicJwks: readonly unknown[]
  signJwt(algorithm: 'ES256' | 'RS256', claims: object, type: string): Promise<string> | string
  seal(value: unknown): string
  unseal(sealed: string): Record<string, unknown>
  mac(message: string): string
  isMac(message: string, mac: string): boolean
}

export function createMint(signing: 'on the loop' | 'off the loop'): Mint {
  const keys = makeSigningKeys()
  const [key, macKey] = [deriveKey('seal'), deriveKey('mac')]
  const signers = { ES256: keys.es256, RS256: keys.rs256 }
  const headers = new Map<string, string>()
  // A counter, as the key is this process's own: random bytes for each cost more than the cipher.
  const nonce = randomBytes(12)
  const mac = (message: string) => createHmac('sha256', macKey).update(message).digest('base64url')
  return {
    publicJwks: [keys.es256.publicJwk, keys.rs256.publicJwk],
    signJwt(algorithm, claims, typ) {
      const { kid, privateKey } = signers[algorithm]
      const header = headers.get(algorithm + typ) ?? encode({ alg: algorithm, kid, typ })
      headers.set(algorithm + typ, header)
      const input = `${header}.${encode(claims)}`
      const isEc = algorithm === 'ES256'
      if (signing === 'on the loop') {
        const signature = sign('sha256', Buffer.from(input), privateKey)
        return `${input}.${(isEc ? fromDer(signature) : signature).toString('base64url')}`
      }
      return signInPool(input, privateKey, isEc)
    },
    seal(value) {
      nonce.writeUInt32BE((nonce.readUInt32BE(8) + 1) >>> 0, 8)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const text = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]
      return Buffer.concat([nonce, ...text, cipher.getAuthTag()]).toString('base64url')
    },
    unseal(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
      decipher.setAuthTag(bytes.subarray(-16))
      return JSON.parse(decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8'))
    },
    mac,
    isMac: (message, given) => timingSafeEqual(Buffer.from(mac(message)), Buffer.from(given)),
  }
}

/** A key object: keys that come as bytes cost Node 24 some 10 µs more at each use. */
function deriveKey(purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', serverSecret, 'limit', purpose, 32)))
}

function signInPool(input: string, key: KeyObject, isEc: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(input), key, (error, signature) => {
      if (error) reject(error)
      else resolve(`${input}.${(isEc ? fromDer(signature) : signature).toString('base64url')}`)
    })
  })
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** The same claims as Latchkey's (RFC 9068 §2.2). */
export function accessTokenClaims(
  issuer: string,
  subject: string,
  { aud, scope }: { aud: string; scope: string },
) {
  const iat = Math.floor(Date.now() / 1000)
  const exp = iat + lifetimes.accessToken
  const jti = randomUUID()
  return { iss: issuer, sub: subject, aud, client_id: app.clientId, exp, iat, jti, scope }
}

export function idTokenClaims(issuer: string, subject: string, accessToken: string) {
  const iat = Math.floor(Date.now() / 1000)
  const half = hash('sha256', accessToken, 'buffer').subarray(0, 16)
  return {
    iss: issuer,
    sub: subject,
    aud: app.clientId,
    exp: iat + 3600,
    iat,
    at_hash: half.toString('base64url'),
  }
}

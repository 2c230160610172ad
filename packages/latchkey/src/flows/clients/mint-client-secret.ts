import { createHash } from 'node:crypto'
import zlib from 'node:zlib'
import type { Random } from '../../ports/random.ts'
import { randomId } from '../../ports/random.ts'
import type { ClientSecret } from '../../protocol/clients/client.ts'

/** Secret scanners find the secret by this prefix; the checksum tells them that it is not a coincidence. */
const PREFIX = 'latchkey_cs_'

type AboutSecret = Pick<ClientSecret, 'label' | 'createdAt' | 'expiresAt'>

/** Creates a secret of 256 random bits, and what is stored of it. */
export function mintClientSecret(
  random: Random,
  about: AboutSecret,
): { readonly clientSecret: string; readonly secret: ClientSecret } {
  const body = Buffer.from(random.bytes(32)).toString('base64url')
  const checksum = zlib.crc32(body).toString(36).padStart(7, '0')
  const clientSecret = `${PREFIX}${body}${checksum}`
  return { clientSecret, secret: toStoredSecret(clientSecret, { random, about }) }
}

/** What is stored of a secret. */
export function toStoredSecret(
  clientSecret: string,
  { random, about }: { readonly random: Random; readonly about: AboutSecret },
): ClientSecret {
  const secretHash = createHash('sha256').update(clientSecret).digest('base64url')
  return { ...about, id: randomId(random).slice(0, 12), secretHash, lastFour: clientSecret.slice(-4) }
}

import { type KeyObject, randomUUID, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { lifetimes, resources } from '../../fixtures.ts'
import { fromDer } from '../sign-es256.ts'
import { makeSigningKeys } from '../signing-keys.ts'

const signOffTheLoop = promisify<string, Buffer, KeyObject, Buffer>(sign)

interface Audience {
  readonly header: string
  readonly uri: string
  readonly key: KeyObject
  readonly isEc: boolean
}

/** Issues RFC 9068 access tokens for the scopes whose API wants them, and `undefined` for others. */
export function createJwtMint(issuer: string) {
  const { es256, rs256 } = makeSigningKeys()
  const audiences = new Map<string, Audience>([
    [
      resources.es256.scope,
      {
        uri: resources.es256.uri,
        header: toHeader('ES256', es256.kid),
        key: es256.privateKey,
        isEc: true,
      },
    ],
    [
      resources.rs256.scope,
      { uri: resources.rs256.uri, header: toHeader('RS256', rs256.kid), key: rs256.privateKey, isEc: false },
    ],
  ])
  return async (subject: string, clientId: string, scope: readonly string[]): Promise<string | undefined> => {
    const audience = scope.map((each) => audiences.get(each)).find((found) => found !== undefined)
    if (audience === undefined) return undefined
    const iat = Math.floor(Date.now() / 1000)
    const claims = {
      iss: issuer,
      sub: subject,
      aud: audience.uri,
      client_id: clientId,
      scope: scope.join(' '),
      iat,
      exp: iat + lifetimes.accessToken,
      jti: randomUUID(),
    }
    const input = `${audience.header}.${toBase64url(claims)}`
    const signature = await signOffTheLoop('sha256', Buffer.from(input), audience.key)
    return `${input}.${(audience.isEc ? fromDer(signature) : signature).toString('base64url')}`
  }
}

function toHeader(alg: string, kid: string): string {
  return toBase64url({ alg, typ: 'at+jwt', kid })
}

function toBase64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

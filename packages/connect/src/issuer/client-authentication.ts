import { importJWK, type JWK } from 'jose'
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None, PrivateKeyJwt } from 'oauth4webapi'

/** How a client authenticates to the issuer. With neither a secret nor a key it is a public client. */
export interface ClientCredentialOptions {
  /** As the issuer registered it. Take it from the environment, never from the source. */
  readonly clientSecret?: string | undefined
  /** A private JWK with its `alg` (and `kid`), for private_key_jwt (RFC 7523 §2.2). */
  readonly privateKey?: JWK | undefined
  /** Where the secret goes. Default: `client_secret_basic`. */
  readonly tokenEndpointAuthMethod?: 'client_secret_basic' | 'client_secret_post' | undefined
}

/** The names of these options, to be listed with those of the function that takes them. */
export const credentialOptionNames: Readonly<Record<keyof ClientCredentialOptions, true>> = {
  clientSecret: true,
  privateKey: true,
  tokenEndpointAuthMethod: true,
}

/**
 * The client's authentication for oauth4webapi.
 * @throws TypeError when the option of a secret or key is there but empty, such as an environment variable
 * that is not set, or when the key cannot sign
 */
export async function toClientAuthentication(options: ClientCredentialOptions): Promise<ClientAuth> {
  requireUsableCredentials(options)
  const { clientSecret, privateKey, tokenEndpointAuthMethod } = options
  if (privateKey !== undefined) return toPrivateKeyJwt(privateKey)
  if (clientSecret === undefined) return None()
  return tokenEndpointAuthMethod === 'client_secret_post'
    ? ClientSecretPost(clientSecret)
    : ClientSecretBasic(clientSecret)
}

/**
 * Refuses an option that is there but empty: `{ clientSecret: process.env.SECRET }` without the variable must
 * not turn into a public client.
 * @throws TypeError that names the option
 */
export function requireUsableCredentials(options: ClientCredentialOptions): void {
  for (const name of ['clientSecret', 'privateKey'] as const) {
    if (Object.hasOwn(options, name) && !options[name]) {
      throw new TypeError(
        `${name} is empty: set the environment variable it is read from, or leave ${name} out for a public client`,
      )
    }
  }
  if (options.clientSecret !== undefined && options.privateKey !== undefined) {
    throw new TypeError('Give clientSecret or privateKey, not both: a client proves itself in one way')
  }
  const { tokenEndpointAuthMethod: method } = options
  if (method !== undefined && !SECRET_METHODS.includes(method)) {
    throw new TypeError(
      `tokenEndpointAuthMethod must be ${SECRET_METHODS.join(' or ')}, not ${JSON.stringify(method)}. It says where clientSecret goes; with privateKey leave it out`,
    )
  }
}

const SECRET_METHODS = ['client_secret_basic', 'client_secret_post']

async function toPrivateKeyJwt(jwk: JWK): Promise<ClientAuth> {
  if (jwk.alg === undefined || jwk.d === undefined) {
    throw new TypeError('privateKey must be a private JWK with its "alg", such as ES256')
  }
  const key = await importJWK(jwk, jwk.alg)
  if (key instanceof Uint8Array) throw new TypeError('privateKey must be asymmetric')
  const { kid } = jwk
  return PrivateKeyJwt(kid === undefined ? key : { key, kid })
}

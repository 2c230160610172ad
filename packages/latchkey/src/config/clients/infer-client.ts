import { createHash } from 'node:crypto'
import type {
  Client,
  ClientAuthenticationMethod,
  ClientSecret,
  InferredMember,
  StatedClient,
} from '../../protocol/clients/client.ts'
import { clientDefaults } from '../../protocol/clients/client-defaults.ts'
import { isLoopbackHost } from '../../protocol/redirect-uri/is-loopback-host.ts'

/** Values of the configuration that a client inherits. */
interface InferenceContext {
  /** The scopes of a client that states none: the identity scopes. */
  readonly identityScopes: readonly string[]
  readonly requirePkce: boolean
}

/**
 * Fills in what a client leaves out, from what it states. `requireSensibleClient` checks whether the result
 * makes sense.
 */
export function inferClient(stated: StatedClient, context: InferenceContext): Client {
  const { clientSecret, ...members } = stated
  return {
    ...clientDefaults,
    ...inferMembers(stated, context),
    ...members,
    secrets: secretsOf(stated).map(toClientSecret),
    createdAt: 0,
    version: 1,
  }
}

function inferMembers(stated: StatedClient, context: InferenceContext): Pick<Client, InferredMember> {
  const { redirectUris, grantTypes } = { ...clientDefaults, ...stated }
  const method = inferMethod(stated)
  return {
    name: stated.clientId,
    applicationType: redirectUris.length > 0 && redirectUris.every(isNative) ? 'native' : 'web',
    tokenEndpointAuthMethod: method,
    // Identity scopes are about a person; without one, there is nothing to allow.
    scopes: grantTypes.includes('authorization_code') ? context.identityScopes : [],
    requirePkce: context.requirePkce,
    // To use a confidential client's stolen token, a thief needs its secret too (RFC 9700 §2.2.2); for public
    // clients, rotation reveals the theft.
    rotateRefreshTokens: (stated.tokenEndpointAuthMethod ?? method) === 'none',
  }
}

/** The secrets of a client as a list. */
export function secretsOf({ clientSecret }: StatedClient): readonly string[] {
  if (clientSecret === undefined) return []
  return typeof clientSecret === 'string' ? [clientSecret] : clientSecret
}

function inferMethod(stated: StatedClient): ClientAuthenticationMethod {
  if (secretsOf(stated).length > 0) return 'client_secret'
  return stated.jwks === undefined && stated.jwksUri === undefined ? 'none' : 'private_key_jwt'
}

function toClientSecret(secret: string, index: number): ClientSecret {
  return {
    id: `configuration-${index + 1}`,
    label: 'From the configuration',
    secretHash: createHash('sha256').update(secret).digest('base64url'),
    lastFour: secret.slice(-4),
    createdAt: 0,
  }
}

/** A redirect URI that only an app on the person's own machine can receive (RFC 8252 §7.1, §7.3). */
function isNative(uri: string): boolean {
  const url = URL.parse(uri)
  if (url === null || url.protocol === 'https:') return false
  return url.protocol !== 'http:' || isLoopbackHost(url.hostname)
}

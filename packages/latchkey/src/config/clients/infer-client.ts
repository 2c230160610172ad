import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Client, ClientAuthenticationMethod, ClientSecret } from '../../protocol/clients/client.ts'
import { isLoopbackHost } from '../../protocol/redirect-uri/is-loopback-host.ts'
import { clientDefaults } from './client-defaults.ts'
import type { clientShape } from './client-shape.ts'

/** A client as it was written, in its shape. */
export type WrittenClient = z.infer<typeof clientShape>

/**
 * Fills in what a client leaves open, from what it says. Whether the result makes sense is
 * `requireSensibleClient`'s question.
 */
export function inferClient(
  written: WrittenClient,
  context: {
    /** What a client may ask for that does not say: the identity scopes. */
    readonly identityScopes: readonly string[]
    readonly requirePkce: boolean
  },
): Client {
  const { clientSecret, ...stated } = written
  const redirectUris = written.redirectUris ?? []
  const grantTypes = written.grantTypes ?? clientDefaults.grantTypes
  const asksPeople = grantTypes.includes('authorization_code')
  return {
    ...clientDefaults,
    grantTypes,
    name: written.clientId,
    redirectUris,
    applicationType: redirectUris.length > 0 && redirectUris.every(isNative) ? 'native' : 'web',
    tokenEndpointAuthMethod: inferMethod(written),
    // Identity scopes say something about a person; without one there is nothing to allow.
    scopes: asksPeople ? context.identityScopes : [],
    requirePkce: context.requirePkce,
    // A thief of a confidential client's token needs its secret too (RFC 9700 §2.2.2); for the others
    // rotation finds the theft.
    rotateRefreshTokens: (written.tokenEndpointAuthMethod ?? inferMethod(written)) === 'none',
    ...stated,
    secrets: secretsOf(written).map(toClientSecret),
    createdAt: 0,
    version: 1,
  }
}

/** The secrets of a client as a list. */
export function secretsOf({ clientSecret }: WrittenClient): readonly string[] {
  if (clientSecret === undefined) return []
  return typeof clientSecret === 'string' ? [clientSecret] : clientSecret
}

function inferMethod(written: WrittenClient): ClientAuthenticationMethod {
  if (secretsOf(written).length > 0) return 'client_secret_basic'
  return written.jwks === undefined && written.jwksUri === undefined ? 'none' : 'private_key_jwt'
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

import { z } from 'zod'
import { ASSERTION_ALGORITHMS } from '../../protocol/client-authentication/assertion-algorithms.ts'
import type { ClientConfiguration } from '../../settings/client-configuration.ts'
import { flag, type ShapeOf, signingAlgorithm, text, texts } from '../../settings/shapes.ts'
import { strict } from '../../settings/strict-shape.ts'
import { isJson, isPlainObject } from '../plain-copy.ts'

/** A public key (RFC 7517 §4); what must not be in it is checked with the client. */
const jwkShape = z.custom<{ readonly kty: string }>(
  (value) => isPlainObject(value) && typeof value.kty === 'string' && isJson(value),
  'must be a JWK: an object with a "kty" (RFC 7517 §4)',
)

export const clientShape = strict({
  clientId: text,
  clientSecret: z.union([text, texts]).exactOptional(),
  name: text.exactOptional(),
  applicationType: z.enum(['web', 'native']).exactOptional(),
  redirectUris: texts.exactOptional(),
  postLogoutRedirectUris: texts.exactOptional(),
  grantTypes: texts.exactOptional(),
  tokenEndpointAuthMethod: z
    .enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'])
    .exactOptional(),
  jwks: strict({ keys: z.array(jwkShape).min(1) }).exactOptional(),
  jwksUri: text.exactOptional(),
  tokenEndpointAuthSigningAlg: z.enum(ASSERTION_ALGORITHMS).exactOptional(),
  assertionAudience: z.enum(['issuer', 'endpoint']).exactOptional(),
  scopes: texts.exactOptional(),
  introspects: texts.exactOptional(),
  requirePkce: flag.exactOptional(),
  rotateRefreshTokens: flag.exactOptional(),
  verified: flag.exactOptional(),
  firstParty: flag.exactOptional(),
  idTokenSignedResponseAlg: signingAlgorithm.exactOptional(),
  claimsInIdToken: flag.exactOptional(),
  defaultMaxAge: z.number().int().min(0).exactOptional(),
  requireAuthTime: flag.exactOptional(),
  clientUri: text.exactOptional(),
  policyUri: text.exactOptional(),
  tosUri: text.exactOptional(),
  disabled: flag.exactOptional(),
} satisfies ShapeOf<ClientConfiguration>)

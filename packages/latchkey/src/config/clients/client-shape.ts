import { z } from 'zod'
import type { StatedClient } from '../../protocol/clients/client.ts'
import type { StatedMember } from '../../protocol/clients/client-member.ts'
import { statedMembers } from '../../protocol/clients/client-metadata.ts'
import { flag, strict, text, texts } from '../../settings/shapes.ts'
import { isJson, isPlainObject } from '../plain-copy.ts'

/** A public key (RFC 7517 §4). Members that must not be in it are checked with the client. */
const jwkShape = z.custom<{ readonly kty: string }>(
  (value) => isPlainObject(value) && typeof value.kty === 'string' && isJson(value),
  'must be a JWK: an object with a "kty" (RFC 7517 §4)',
)

const shapes = {
  text,
  url: text,
  texts,
  words: texts,
  flag,
  seconds: z.number().int().min(0),
  jwks: strict({ keys: z.array(jwkShape).min(1) }),
  // An empty one is refused with the others that can be guessed.
  'client secret': z.union([z.string(), z.array(z.string())]),
} satisfies Record<Exclude<StatedMember['kind'], 'choice'>, z.ZodType>

/** The shape of a client's configuration, with each member in the shape of its kind. */
export const clientShape = strict(
  Object.fromEntries(
    statedMembers.map(([name, member]) => {
      const shape = member.kind === 'choice' ? z.enum(member.values) : shapes[member.kind]
      return [name, name === 'clientId' ? shape : shape.exactOptional()]
    }),
  ),
) as unknown as z.ZodType<StatedClient>

import type { Client } from '../clients/client.ts'

/** The parts of a refresh token. None can be trusted until the MAC is verified. */
export interface RefreshTokenParts {
  readonly grantId: string
  /** The generation of the grant that it belongs to. */
  readonly generation: number
  readonly mac: string
}

/** Grant id, generation in base 36, MAC: each in exactly one spelling. */
const FORM = /^([\w-]{22})\.(0|[1-9a-z][0-9a-z]{0,7})\.([\w-]{43})$/

/** The refresh token that the client gets. */
export function toRefreshToken({ grantId, generation, mac }: RefreshTokenParts): string {
  return `${grantId}.${generation.toString(36)}.${mac}`
}

/** The parts of something presented as a refresh token, if it has the form of one. */
export function fromRefreshToken(token: string): RefreshTokenParts | undefined {
  const [, grantId, generation, mac] = FORM.exec(token) ?? []
  if (grantId === undefined || generation === undefined || mac === undefined) return undefined
  return { grantId, generation: Number.parseInt(generation, 36), mac }
}

/**
 * The message of a refresh token's MAC. It includes the client, so that another client's copy is worthless
 * (OAuth 2.1 §4.3), and its registration, so that a client that is made anew under the id of a deleted one
 * cannot use that one's tokens.
 */
export function toRefreshTokenMessage(
  token: Pick<RefreshTokenParts, 'grantId' | 'generation'>,
  { clientId, registrationId }: Pick<Client, 'clientId' | 'registrationId'>,
): string {
  const generation = token.generation.toString(36)
  if (registrationId === undefined) return `${token.grantId}.${generation}.${clientId}`
  return JSON.stringify([token.grantId, generation, clientId, registrationId])
}

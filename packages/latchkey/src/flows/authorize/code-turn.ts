import { hash } from 'node:crypto'
import { toId } from '../../ports/random.ts'
import type { PendingAuthorization } from '../../protocol/authorize/pending-authorization.ts'

/** Which of the codes of one request is issued. */
export interface CodeTurn {
  /** 128 bits, base64url. */
  readonly grantId: string
  /** Those of the codes that were issued before it for the same request. */
  readonly earlierGrantIds: readonly string[]
}

/**
 * How many codes one request can give: each press of its button gives a new one until one of them is
 * redeemed.
 */
export const MOST_CODES = 8

/**
 * The code of a request by its number, from 1. The id of its grant follows from that of the request, so that
 * a later press can look what became of it, on any node and under any secret.
 */
export function toCodeTurn({ id }: PendingAuthorization, turn: number): CodeTurn {
  const ids = Array.from({ length: turn }, (_, index) => grantIdOf(id, index + 1))
  return { grantId: ids.at(-1) ?? '', earlierGrantIds: ids.slice(0, -1) }
}

function grantIdOf(pendingId: string, turn: number): string {
  const digest = hash('sha256', `grant of authorization ${pendingId} ${turn}`, 'buffer')
  return toId(digest.subarray(0, 16))
}

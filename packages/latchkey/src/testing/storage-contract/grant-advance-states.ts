import type { Grant } from '../../protocol/grant.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../../protocol/is-within.ts'
import type { GrantAdvance } from '../../protocol/token/decide-grant-advance.ts'
import { grantWith } from './examples.ts'

/** A grant as a refresh finds it, and the step requested. */
export interface GrantAdvanceState {
  readonly grant: Grant | undefined
  readonly step: GrantAdvance
}

const NOW = 2000
const FROM = 4
const GRACE_SECONDS = 10

const generations = [FROM - 1, FROM, FROM + 1, FROM + 2]
/** The last ones are in the future: another node's clock is ahead, or this one was set back. */
const rotations = [
  NOW - GRACE_SECONDS - 1,
  NOW - GRACE_SECONDS,
  NOW - GRACE_SECONDS + 1,
  NOW,
  NOW + CLOCK_TOLERANCE_SECONDS,
  NOW + CLOCK_TOLERANCE_SECONDS + 1,
]
const revocations = [undefined, NOW - 1, NOW + 5]
const ends = [
  { expiresAt: NOW + 500, absoluteExpiresAt: NOW + 1000 },
  // The last second before a grant is idle, and before it reaches its absolute end.
  { expiresAt: NOW + 1, absoluteExpiresAt: NOW + 1000 },
  { expiresAt: NOW + 1, absoluteExpiresAt: NOW + 1 },
  { expiresAt: NOW, absoluteExpiresAt: NOW + 1000 },
  { expiresAt: NOW - 1, absoluteExpiresAt: NOW + 1000 },
  { expiresAt: NOW, absoluteExpiresAt: NOW },
]
/** Within the absolute lifetime of most of these grants, and beyond all of them. */
const newEnds = [NOW + 100, NOW + 5000]

const grants = combine(generations, rotations, ends, revocations).map(
  ([generation, rotatedAt, { expiresAt, absoluteExpiresAt }, revokedAt]) => ({
    generation,
    rotatedAt,
    expiresAt,
    absoluteExpiresAt,
    ...(revokedAt !== undefined && { revokedAt }),
  }),
)
const steps = combine([FROM, FROM + 1], [0, GRACE_SECONDS], newEnds).map(([to, graceSeconds, expiresAt]) => ({
  from: FROM,
  to,
  now: NOW,
  graceSeconds,
  expiresAt,
}))

/**
 * Every state of a grant, or no grant, with every step the refresh token rule distinguishes; each with its
 * own id.
 */
export const grantAdvanceStates: readonly GrantAdvanceState[] = combine([undefined, ...grants], steps).map(
  ([grant, step], index) => ({
    grant: grant && grantWith({ id: `grant-${index}`, ...grant }),
    step: { id: `grant-${index}`, ...step },
  }),
)

/** Every combination of one of each. */
function combine<const Lists extends readonly (readonly unknown[])[]>(
  ...lists: Lists
): { [Index in keyof Lists]: Lists[Index][number] }[] {
  const combined = lists.reduce<unknown[][]>(
    (rest, list) => rest.flatMap((chosen) => list.map((next) => [...chosen, next])),
    [[]],
  )
  return combined as { [Index in keyof Lists]: Lists[Index][number] }[]
}

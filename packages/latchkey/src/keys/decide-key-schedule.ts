import { CLOCK_TOLERANCE_SECONDS, isWithin } from '../protocol/is-within.ts'
import type { SigningAlgorithm, SigningKey } from '../protocol/signing-key.ts'
import type { Lifetimes } from '../settings/lifetimes.ts'

/**
 * Seconds that a node may go on signing with a key after another node has created its successor, clocks that
 * are apart included.
 */
const MARGIN_SECONDS = CLOCK_TOLERANCE_SECONDS

/** A key that should exist. */
export interface DueKey {
  readonly algorithm: SigningAlgorithm
  readonly sequence: number
  /** Epoch seconds. */
  readonly activatesAt: number
}

export interface KeyRetirement {
  readonly kid: string
  /** Epoch seconds. */
  readonly retiresAt: number
}

export interface ScheduleContext {
  readonly algorithms: readonly SigningAlgorithm[]
  readonly lifetimes: Pick<Lifetimes, 'signingKeyOverlapSeconds'>
  /** Seconds; the longest lifetime of a token that one of these keys signs. */
  readonly longestTokenSeconds: number
  /** Epoch seconds. */
  readonly now: number
}

/**
 * Which keys to create now: first ones at once, successors early enough to be known before they sign (OpenID
 * Connect Core §10.1.1). A key of a clock that was years ahead would otherwise sign for all those years.
 */
export function decideDueKeys(keys: readonly SigningKey[], context: ScheduleContext): readonly DueKey[] {
  const { algorithms, lifetimes, now } = context
  return algorithms.flatMap((algorithm) => {
    const newest = newestKey(keys, algorithm)
    if (!newest || newest.retiresAt !== undefined) return [{ ...nextKey(keys, algorithm), activatesAt: now }]
    if (isWithin({ from: newest.createdAt, until: newest.rotatesAt }, now)) return []
    return [{ ...nextKey(keys, algorithm), activatesAt: now + lifetimes.signingKeyOverlapSeconds }]
  })
}

/**
 * When keys leave the key set: when the last token that they signed expires. A key signs until a later one of
 * its algorithm does; if its algorithm is no longer used, until its rotation would be due.
 */
export function decideRetirements(
  keys: readonly SigningKey[],
  context: ScheduleContext,
): readonly KeyRetirement[] {
  const { longestTokenSeconds } = context
  return keys.flatMap((key) => {
    const signsUntil = lastSignature(keys, key, context)
    if (signsUntil === undefined) return []
    const retiresAt = signsUntil + longestTokenSeconds + MARGIN_SECONDS
    return key.retiresAt === undefined || retiresAt < key.retiresAt ? [{ kid: key.kid, retiresAt }] : []
  })
}

function lastSignature(
  keys: readonly SigningKey[],
  key: SigningKey,
  { algorithms, now }: ScheduleContext,
): number | undefined {
  const later = keys.filter(
    ({ algorithm, sequence }) => algorithm === key.algorithm && sequence > key.sequence,
  )
  if (later.length > 0) return Math.min(...later.map((successor) => signsFrom(successor, now)))
  return algorithms.includes(key.algorithm) || now < key.rotatesAt ? undefined : now
}

/** The successor of the newest key, whenever it will sign. */
export function nextKey(
  keys: readonly SigningKey[],
  algorithm: SigningAlgorithm,
): Pick<DueKey, 'algorithm' | 'sequence'> {
  return { algorithm, sequence: (newestKey(keys, algorithm)?.sequence ?? 0) + 1 }
}

/** The key of an algorithm with the highest sequence number, if there is one. */
export function newestKey(keys: readonly SigningKey[], algorithm: SigningAlgorithm): SigningKey | undefined {
  return ofAlgorithm(keys, algorithm).at(-1)
}

/**
 * The key that signs: of the active ones, the one with the highest sequence number. If the clock was set back
 * and none is active, the one that has been published for longest. So there is one as long as any is
 * published.
 */
export function currentKey(
  keys: readonly SigningKey[],
  algorithm: SigningAlgorithm,
  now: number,
): SigningKey | undefined {
  const published = ofAlgorithm(keys, algorithm).filter((key) => isPublishedAt(key, now))
  return published.findLast((key) => signsFrom(key, now) <= now) ?? published[0]
}

/**
 * When a key begins to sign. One that was made to sign at once has begun, even if the clock that said so was
 * ahead of ours: to wait for its time would be to have no key, or to go on with the one that it replaces
 * because that leaked.
 */
function signsFrom({ createdAt, activatesAt }: SigningKey, now: number): number {
  return activatesAt <= createdAt ? Math.min(activatesAt, now) : activatesAt
}

/** True until the key has left the key set. `now` in epoch seconds. */
export function isPublishedAt({ retiresAt }: SigningKey, now: number): boolean {
  return retiresAt === undefined || now < retiresAt
}

function ofAlgorithm(keys: readonly SigningKey[], algorithm: SigningAlgorithm): readonly SigningKey[] {
  return keys.filter((key) => key.algorithm === algorithm).sort((a, b) => a.sequence - b.sequence)
}

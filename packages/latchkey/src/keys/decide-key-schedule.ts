import type { SigningAlgorithm, SigningKey } from '../protocol/signing-key.ts'
import type { Lifetimes } from '../settings/lifetimes.ts'

/**
 * Seconds that a node may go on signing with a key after another node has created its successor, plus some
 * clock drift.
 */
const MARGIN_SECONDS = 60

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
 * Connect Core §10.1.1).
 */
export function decideDueKeys(keys: readonly SigningKey[], context: ScheduleContext): readonly DueKey[] {
  const { algorithms, lifetimes, now } = context
  return algorithms.flatMap((algorithm) => {
    const newest = newestKey(keys, algorithm)
    if (!newest || newest.retiresAt !== undefined) return [{ ...nextKey(keys, algorithm), activatesAt: now }]
    if (now < newest.rotatesAt) return []
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
  if (later.length > 0) return Math.min(...later.map(({ activatesAt }) => activatesAt))
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

/** The key that signs: of the active ones, the one with the highest sequence number. */
export function currentKey(
  keys: readonly SigningKey[],
  algorithm: SigningAlgorithm,
  now: number,
): SigningKey | undefined {
  return ofAlgorithm(keys, algorithm).findLast((key) => key.activatesAt <= now && isPublishedAt(key, now))
}

/** True until the key has left the key set. `now` in epoch seconds. */
export function isPublishedAt({ retiresAt }: SigningKey, now: number): boolean {
  return retiresAt === undefined || now < retiresAt
}

function ofAlgorithm(keys: readonly SigningKey[], algorithm: SigningAlgorithm): readonly SigningKey[] {
  return keys.filter((key) => key.algorithm === algorithm).sort((a, b) => a.sequence - b.sequence)
}

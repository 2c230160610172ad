import { unlessAborted } from 'latchkey-connect/internal'
import type { Clock } from '../ports/clock.ts'
import type { SigningKeyStore } from '../ports/stores/signing-key-store.ts'
import type { SigningKey } from '../protocol/signing-key.ts'
import { type OpenedKey, openSigningKey } from './open-signing-key.ts'
import type { Sealer } from './sealer.ts'

/** After this time, a request triggers another read of the keys without waiting for it. */
const FRESH_SECONDS = 5
/**
 * After this time, a request waits for the read: signing with a key that was replaced long ago would produce
 * tokens that outlive it.
 */
const USABLE_SECONDS = 30
/**
 * While storage cannot be read, no other node can replace a key either, unless only we are cut off from it.
 * So for this time the known keys go on signing, and no request waits.
 */
const CUT_OFF_SECONDS = 3600
/** Between two reads because of unknown key ids, or to publish the keys: anyone can ask. */
const PAUSE_SECONDS = 1
/** Milliseconds that whoever fetches the key set waits for storage; then they get what is known. */
const NEW_MILLISECONDS = 1000

/** The signing keys as they were when storage was last read. */
export interface KeySnapshot {
  /** The keys that we can decrypt, ordered by algorithm, then sequence. */
  readonly opened: readonly OpenedKey[]
  readonly byKid: ReadonlyMap<string, OpenedKey>
  /** All rows, including those that none of our secrets decrypts. */
  readonly stored: readonly SigningKey[]
  /** Epoch seconds. */
  readonly readAt: number
}

/** This node's view of the signing keys, at most a few seconds behind storage. */
export interface KeyReader {
  read(): Promise<KeySnapshot>
  /** Reads after a change of our own; the result includes it. */
  reread(): Promise<KeySnapshot>
  /** Reads again because of an unknown key id; at most once a second. */
  rereadForUnknownKid(): Promise<KeySnapshot>
  /**
   * Waits for a read that is at most a second old, so that nobody caches a key set that has just been
   * replaced; for at most a second, and not while storage cannot be read.
   */
  readNew(): Promise<KeySnapshot>
}

export function createKeyReader(parts: {
  readonly storage: SigningKeyStore
  readonly sealer: Sealer
  readonly clock: Clock
}): KeyReader {
  const { clock } = parts
  let snapshot: KeySnapshot | undefined
  let reading: Promise<KeySnapshot> | undefined
  let unknownKidAt = Number.NEGATIVE_INFINITY
  let isCutOff = false

  async function load(): Promise<KeySnapshot> {
    try {
      snapshot = await loadSnapshot(parts, snapshot)
      isCutOff = false
      return snapshot
    } catch (cause) {
      isCutOff = true
      throw cause
    }
  }

  /** Never joins a read that began earlier, as that may have missed the change. */
  function reread(): Promise<KeySnapshot> {
    const next = (reading ?? Promise.resolve()).then(load, load)
    reading = next
    const forget = () => {
      if (reading === next) reading = undefined
    }
    next.then(forget, forget)
    return next
  }

  async function read(): Promise<KeySnapshot> {
    const age = ageOf(snapshot, clock)
    if (snapshot && age < FRESH_SECONDS) return snapshot
    const rereading = reading ?? reread()
    if (!snapshot || age >= CUT_OFF_SECONDS) return rereading
    const known = snapshot
    const answer = rereading.catch(() => known)
    return age >= USABLE_SECONDS && !isCutOff ? answer : known
  }

  async function rereadForUnknownKid(): Promise<KeySnapshot> {
    if (Math.abs(clock.now() - unknownKidAt) < PAUSE_SECONDS) return reading ?? read()
    unknownKidAt = clock.now()
    return reread()
  }

  async function readNew(): Promise<KeySnapshot> {
    const age = ageOf(snapshot, clock)
    if (!snapshot || age >= CUT_OFF_SECONDS) return read()
    if (age < PAUSE_SECONDS) return snapshot
    const known = snapshot
    const rereading = (reading ?? reread()).catch(() => known)
    if (isCutOff) return known
    return unlessAborted(rereading, AbortSignal.timeout(NEW_MILLISECONDS)).catch(() => {
      // Whoever comes next need not wait as well.
      isCutOff = true
      return known
    })
  }

  return { read, reread, rereadForUnknownKid, readNew }
}

/** Seconds. After the clock was set back, a read that seems to be from the future counts as old. */
function ageOf(snapshot: KeySnapshot | undefined, clock: Clock): number {
  return snapshot ? Math.abs(clock.now() - snapshot.readAt) : Number.POSITIVE_INFINITY
}

/** Keys that were decrypted before are reused, for as long as they are sealed in the same way. */
async function loadSnapshot(
  { storage, sealer, clock }: { storage: SigningKeyStore; sealer: Sealer; clock: Clock },
  before: KeySnapshot | undefined,
): Promise<KeySnapshot> {
  const readAt = clock.now()
  const stored = await storage.list(readAt)
  const opened = await Promise.all(stored.map((key) => reopen(key, sealer, before?.byKid.get(key.kid))))
  const usable = opened.filter((key) => key !== undefined)
  return { opened: usable, byKid: new Map(usable.map((key) => [key.stored.kid, key])), stored, readAt }
}

async function reopen(
  stored: SigningKey,
  sealer: Sealer,
  open: OpenedKey | undefined,
): Promise<OpenedKey | undefined> {
  const isSame =
    open?.stored.algorithm === stored.algorithm && open.stored.sealedPrivateJwk === stored.sealedPrivateJwk
  if (isSame) return { ...open, stored }
  return openSigningKey(stored, sealer)
}

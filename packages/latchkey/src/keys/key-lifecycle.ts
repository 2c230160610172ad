import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Logger } from '../ports/logger.ts'
import type { SigningKeyStore } from '../ports/stores/signing-key-store.ts'
import type { SigningKey } from '../protocol/signing-key.ts'
import type { Settings } from '../settings/settings.ts'
import {
  type DueKey,
  decideDueKeys,
  decideRetirements,
  newestKey,
  type ScheduleContext,
} from './decide-key-schedule.ts'
import { generateSigningKey } from './generate-signing-key.ts'
import { createIssuerWarning } from './issuer-warning.ts'
import { type OpenedKey, toPublishedJwk } from './open-signing-key.ts'
import type { KeyReader, KeySnapshot } from './read-signing-keys.ts'
import type { Sealer } from './sealer.ts'

/** The maximum number of sequence numbers to try for a new key. */
const ATTEMPTS = 10

interface LifecycleParts {
  readonly storage: SigningKeyStore
  readonly sealer: Sealer
  readonly clock: Clock
  readonly events: Events
  readonly settings: Pick<Settings, 'lifetimes' | 'issuer'>
  readonly logger?: Pick<Logger, 'warn'>
  readonly reader: KeyReader
}

/** Creates, retires and re-encrypts signing keys. */
export interface KeyLifecycle {
  maintain(context: ScheduleContext): Promise<void>
  /**
   * Creates these keys and retires their predecessors. Returns the keys that now have these numbers,
   * whichever node created them.
   */
  make(due: readonly DueKey[], context: ScheduleContext): Promise<readonly SigningKey[]>
}

export function createKeyLifecycle(parts: LifecycleParts): KeyLifecycle {
  const { storage, sealer, reader, settings } = parts
  const warnOfForeignIssuer = createIssuerWarning(parts)

  async function retireFollowed(context: ScheduleContext): Promise<KeySnapshot> {
    const { stored } = await reader.reread()
    const retirements = decideRetirements(stored, context)
    await Promise.all(retirements.map(({ kid, retiresAt }) => storage.retire(kid, retiresAt)))
    return retirements.length > 0 ? reader.reread() : reader.read()
  }

  /** Under the current secret, and with the issuer that older versions did not write into the seal. */
  async function resealOutdated({ opened }: KeySnapshot): Promise<void> {
    const isOutdated = ({ stored, issuer }: OpenedKey) =>
      issuer === undefined || !sealer.isCurrent('signing_key', stored.sealedPrivateJwk)
    const behind = opened.filter(isOutdated)
    for (const { stored } of behind) {
      const jwk = sealer.unseal('signing_key', stored.sealedPrivateJwk) as object | undefined
      if (jwk === undefined) continue
      const sealed = sealer.seal('signing_key', { issuer: settings.issuer, ...jwk })
      await storage.reseal(stored.kid, sealed)
    }
    if (behind.length > 0) await reader.reread()
  }

  async function make(due: readonly DueKey[], context: ScheduleContext): Promise<readonly SigningKey[]> {
    const made = await Promise.all(due.map((key) => makeKey(key, context, parts)))
    const { stored } = await retireFollowed(context)
    const kids = new Set(made.map(({ kid }) => kid))
    return stored.filter(({ kid }) => kids.has(kid))
  }

  async function maintain(context: ScheduleContext): Promise<void> {
    const before = await reader.reread()
    requireOpenKeys(before, context)
    warnOfForeignIssuer(before, context)
    await make(decideDueKeys(before.stored, context), context)
    await resealOutdated(await reader.read())
  }

  return { maintain, make }
}

/**
 * Requires that the newest key of each algorithm, which signs now or soon, can be decrypted. Otherwise this
 * node would sign with keys that other nodes do not know.
 */
function requireOpenKeys({ stored, byKid }: KeySnapshot, { algorithms }: ScheduleContext): void {
  for (const algorithm of algorithms) {
    const newest = newestKey(stored, algorithm)
    if (newest && !byKid.has(newest.kid)) throw new Error(sealedUnderAnotherSecret(newest.kid))
  }
}

function sealedUnderAnotherSecret(kid: string): string {
  return (
    `Signing key ${kid} was sealed under another server secret. Configure that secret as a previous one. ` +
    'If it is lost, delete the signing keys from the database: new ones are made, and tokens signed with the old ones stop working'
  )
}

/** If several nodes create the same key at once, one wins and the others use its key. */
async function makeKey(due: DueKey, context: ScheduleContext, parts: LifecycleParts): Promise<SigningKey> {
  const { storage, reader, events } = parts
  const jwk = await generateSigningKey(due.algorithm)
  for (let sequence = due.sequence; sequence < due.sequence + ATTEMPTS; sequence++) {
    const key = toSigningKey({ ...due, sequence }, jwk, parts)
    if ((await storage.add(key)) === 'added') {
      events.report({
        name: 'key.created',
        outcome: 'success',
        detail: { kid: key.kid, algorithm: key.algorithm },
      })
      return key
    }
    const theirs = newestKey((await reader.reread()).stored, due.algorithm)
    if (theirs && theirs.sequence >= sequence) return theirs
    // The number belongs to a key that was retired but not yet purged.
  }
  throw new Error(`No free number for a new ${due.algorithm} signing key after ${context.now}`)
}

function toSigningKey(
  { algorithm, sequence, activatesAt }: DueKey,
  jwk: Awaited<ReturnType<typeof generateSigningKey>>,
  { sealer, clock, settings }: LifecycleParts,
): SigningKey {
  return {
    algorithm,
    sequence,
    kid: jwk.kid,
    publicJwk: toPublishedJwk(jwk, { kid: jwk.kid, algorithm }),
    sealedPrivateJwk: sealer.seal('signing_key', { ...jwk, issuer: settings.issuer }),
    createdAt: clock.now(),
    activatesAt,
    rotatesAt: activatesAt + settings.lifetimes.signingKeySeconds,
  }
}

import { ManagementError } from '../management/management.ts'
import { requireMembers } from '../management/require-members.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Logger } from '../ports/logger.ts'
import type { SigningKeyStore } from '../ports/stores/signing-key-store.ts'
import type { SigningAlgorithm, SigningKey } from '../protocol/signing-key.ts'
import type { Settings } from '../settings/settings.ts'
import { currentKey, isPublishedAt, nextKey, type ScheduleContext } from './decide-key-schedule.ts'
import { createKeyLifecycle } from './key-lifecycle.ts'
import type { KeyRing } from './key-ring.ts'
import type { OpenedKey } from './open-signing-key.ts'
import { createKeyReader, type KeySnapshot } from './read-signing-keys.ts'
import type { Sealer } from './sealer.ts'
import { createOwnJwtVerifier } from './verify-own-jwt.ts'

export interface KeyRingParts {
  readonly storage: SigningKeyStore
  readonly sealer: Sealer
  readonly clock: Clock
  readonly events: Events
  readonly settings: Pick<Settings, 'signingAlgorithms' | 'lifetimes' | 'issuer'>
  /** Told once when another issuer made the keys of this storage. */
  readonly logger?: Pick<Logger, 'warn'>
  /** Seconds; the longest lifetime of anything that is signed: access tokens of every resource, ID tokens. */
  readonly longestTokenSeconds: number
}

/**
 * Creates the key ring on this storage. Generates no key before {@link KeyRing.maintain} or the first
 * signature.
 */
export function createKeyRing(parts: KeyRingParts): KeyRing {
  const { clock, settings } = parts
  const reader = createKeyReader(parts)
  const lifecycle = createKeyLifecycle({ ...parts, reader })

  function context(): ScheduleContext {
    return {
      algorithms: settings.signingAlgorithms,
      lifetimes: settings.lifetimes,
      longestTokenSeconds: parts.longestTokenSeconds,
      now: clock.now(),
    }
  }

  let maintaining: Promise<void> | undefined

  /** One run at a time, so that fifty first signatures at once generate one key. */
  function maintain(): Promise<void> {
    maintaining ??= lifecycle.maintain(context()).finally(() => {
      maintaining = undefined
    })
    return maintaining
  }

  async function signingKey(algorithm: SigningAlgorithm): Promise<OpenedKey> {
    const known = openedCurrentKey(await reader.read(), algorithm, clock.now())
    if (known) return known
    await maintain()
    const made = openedCurrentKey(await reader.read(), algorithm, clock.now())
    if (!made) throw new Error(`No signing key for ${algorithm}: it is not among the configured algorithms`)
    return made
  }

  const jwks = createLastJwks()
  const verify = createOwnJwtVerifier(reader)

  const publishedOf = ({ opened }: KeySnapshot) =>
    opened.filter(({ stored }) => isPublishedAt(stored, clock.now()))

  return {
    sign: async ({ algorithm, typ, claims }) => (await signingKey(algorithm)).signer.sign(claims, typ),
    verify: (jwt) => verify(jwt, clock.now()),
    publicJwks: async () => jwks(publishedOf(await reader.readNew()).map(({ publicJwk }) => publicJwk)),
    list: async () => withStates(toStored(publishedOf(await reader.read())), clock.now()),
    async rotate(options = {}) {
      const { algorithm, immediately = false } = requireRotation(options)
      const algorithms = algorithm === undefined ? settings.signingAlgorithms : [algorithm]
      requireConfigured(algorithms, settings)
      const { stored } = await reader.reread()
      const activatesAt = clock.now() + (immediately ? 0 : settings.lifetimes.signingKeyOverlapSeconds)
      const due = algorithms.map((each) => ({ ...nextKey(stored, each), activatesAt }))
      return lifecycle.make(due, context())
    },
    maintain,
  }
}

type Rotation = NonNullable<Parameters<KeyRing['rotate']>[0]>

const rotationMembers: Readonly<Record<keyof Rotation, true>> = { algorithm: true, immediately: true }

/** Whoever mistypes `immediately` after a key was stolen would wait a day for the new one. */
function requireRotation(options: Rotation): Rotation {
  const { immediately = false } = requireMembers(options, { what: 'A rotation', known: rotationMembers })
  if (typeof immediately === 'boolean') return options
  throw new ManagementError('INVALID', 'immediately must be true or false')
}

type Jwks = Awaited<ReturnType<KeyRing['publicJwks']>>

/** Returns the same object for the same key set, so that it is serialized once. */
function createLastJwks(): (keys: Jwks['keys']) => Jwks {
  let last: Jwks = { keys: [] }
  return (keys) => {
    const isSame = keys.length === last.keys.length && keys.every((key, index) => key === last.keys[index])
    if (!isSame) last = { keys }
    return last
  }
}

function requireConfigured(
  algorithms: readonly SigningAlgorithm[],
  { signingAlgorithms }: KeyRingParts['settings'],
): void {
  const stranger = algorithms.find((algorithm) => !signingAlgorithms.includes(algorithm))
  if (stranger) throw new ManagementError('INVALID', `Nothing here is signed with ${stranger}`)
}

function openedCurrentKey(
  { opened, byKid }: KeySnapshot,
  algorithm: SigningAlgorithm,
  now: number,
): OpenedKey | undefined {
  const current = currentKey(toStored(opened), algorithm, now)
  return current && byKid.get(current.kid)
}

function toStored(keys: readonly OpenedKey[]): readonly SigningKey[] {
  return keys.map(({ stored }) => stored)
}

function withStates(keys: readonly SigningKey[], now: number) {
  return keys.map((key) => {
    const current = currentKey(keys, key.algorithm, now)
    const isNext = now < key.activatesAt && (!current || key.sequence > current.sequence)
    const state = key.kid === current?.kid ? 'current' : isNext ? 'next' : 'previous'
    return { ...key, state } as const
  })
}

import { CompactSign, compactVerify } from 'jose'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import { ManagementError } from '../ports/management.ts'
import type { Settings } from '../ports/settings.ts'
import type { SigningKeyStore } from '../ports/storage.ts'
import type { SigningAlgorithm, SigningKey } from '../protocol/signing-key.ts'
import { currentKey, nextKey, type ScheduleContext } from './decide-key-schedule.ts'
import { createKeyKeeper } from './keep-signing-keys.ts'
import type { KeyRing, VerifiedJwt } from './key-ring.ts'
import type { OpenedKey } from './open-signing-key.ts'
import { readCompactJws } from './read-compact-jws.ts'
import { createKeyReader, type KeySnapshot } from './read-signing-keys.ts'
import type { Sealer } from './sealer.ts'

/** A base64url SHA-256, as all our key ids are (RFC 7638 §3). */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/
const encoder = new TextEncoder()

export interface KeyRingParts {
  readonly storage: SigningKeyStore
  readonly sealer: Sealer
  readonly clock: Clock
  readonly events: Events
  readonly settings: Pick<Settings, 'signingAlgorithms' | 'lifetimes'>
  /** The longest lifetime of anything that is signed: access tokens of every resource, ID tokens. Seconds. */
  readonly longestTokenSeconds: number
}

/** Makes the key ring on this storage. Makes no key before {@link KeyRing.maintain} or the first signature. */
export function createKeyRing(parts: KeyRingParts): KeyRing {
  const { clock, settings } = parts
  const reader = createKeyReader(parts)
  const keeper = createKeyKeeper({ ...parts, reader })

  function context(): ScheduleContext {
    return {
      algorithms: settings.signingAlgorithms,
      lifetimes: settings.lifetimes,
      longestTokenSeconds: parts.longestTokenSeconds,
      now: clock.now(),
    }
  }

  let maintaining: Promise<void> | undefined

  /** One at a time: fifty first signatures at once make one key. */
  function maintain(): Promise<void> {
    maintaining ??= keeper.maintain(context()).finally(() => {
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

  return {
    async sign({ algorithm, typ, claims }) {
      const { stored, privateKey } = await signingKey(algorithm)
      return new CompactSign(encoder.encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: algorithm, kid: stored.kid, ...(typ !== undefined && { typ }) })
        .sign(privateKey)
    },

    async verify(jwt) {
      const unverified = readCompactJws(jwt)
      if (unverified?.header.kid === undefined) return undefined
      const key = await publishedKey(unverified.header.kid)
      // The key says which algorithm, not the token (RFC 8725 §3.1).
      if (!key || key.stored.algorithm !== unverified.header.alg) return undefined
      return (await isSignedBy(jwt, key)) ? toVerified(unverified, key) : undefined
    },

    async publicJwks() {
      const { opened } = await reader.read()
      return { keys: opened.filter(isPublished).map(({ publicJwk }) => publicJwk) }
    },

    async list() {
      const { opened } = await reader.read()
      return withStates(
        opened.filter(isPublished).map(({ stored }) => stored),
        clock.now(),
      )
    },

    async rotate({ algorithm, immediately = false } = {}) {
      const algorithms = algorithm === undefined ? settings.signingAlgorithms : [algorithm]
      const stranger = algorithms.find((each) => !settings.signingAlgorithms.includes(each))
      if (stranger) throw new ManagementError('INVALID', `Nothing here is signed with ${stranger}`)
      const { stored } = await reader.reread()
      const delay = immediately ? 0 : settings.lifetimes.signingKeyOverlapSeconds
      const activatesAt = clock.now() + delay
      const due = algorithms.map((each) => ({ ...nextKey(stored, each), activatesAt }))
      return keeper.make(due, context())
    },

    maintain,
  }

  function isPublished({ stored: { retiresAt } }: OpenedKey): boolean {
    return retiresAt === undefined || clock.now() < retiresAt
  }

  /** The key id finds a member of a map, and is used for nothing else (RFC 8725 §3.10). */
  async function publishedKey(kid: string): Promise<OpenedKey | undefined> {
    if (!THUMBPRINT.test(kid)) return undefined
    const known = (await reader.read()).byKid.get(kid)
    const key = known ?? (await reader.rereadForUnknownKid()).byKid.get(kid)
    return key && isPublished(key) ? key : undefined
  }
}

function openedCurrentKey(
  { opened, byKid }: KeySnapshot,
  algorithm: SigningAlgorithm,
  now: number,
): OpenedKey | undefined {
  const current = currentKey(
    opened.map(({ stored }) => stored),
    algorithm,
    now,
  )
  return current && byKid.get(current.kid)
}

async function isSignedBy(jwt: string, { publicKey, stored }: OpenedKey): Promise<boolean> {
  try {
    await compactVerify(jwt, publicKey, { algorithms: [stored.algorithm] })
    return true
  } catch {
    return false
  }
}

function toVerified(
  { header, claims }: { readonly header: { readonly typ?: string }; readonly claims: VerifiedJwt['claims'] },
  { stored }: OpenedKey,
): VerifiedJwt {
  const { algorithm: alg, kid } = stored
  return { header: { alg, kid, ...(header.typ !== undefined && { typ: header.typ }) }, claims }
}

function withStates(keys: readonly SigningKey[], now: number) {
  return keys.map((key) => {
    const current = currentKey(keys, key.algorithm, now)
    const isNext = now < key.activatesAt && (!current || key.sequence > current.sequence)
    const state = key.kid === current?.kid ? 'current' : isNext ? 'next' : 'previous'
    return { ...key, state } as const
  })
}

import { createLocalJWKSet, type JSONWebKeySet, type JWK } from 'jose'
import type { Issuer } from '../issuer/issuer.ts'
import { IssuerError } from '../issuer/issuer-error.ts'
import { askOnce } from '../memo/ask-once.ts'
import { secondsSince } from '../memo/seconds-since.ts'

/** Seconds after which the keys are fetched again; until then, and meanwhile, the known keys are used. */
const FRESH_SECONDS = 600
/** Seconds for which known keys are used while the issuer does not respond. */
const USABLE_SECONDS = 3600
/**
 * Seconds between two fetches for an unknown key: anyone can make up a `kid`, and an issuer that has just
 * changed its keys is to be believed soon.
 */
const PAUSE_SECONDS = 1
const MAX_KEYS = 100

type FindKey = ReturnType<typeof createLocalJWKSet>

interface KnownKeys {
  readonly find: FindKey
  readonly kids: ReadonlySet<unknown>
  /** Epoch milliseconds. */
  readonly fetchedAt: number
}

/** The public keys of an issuer, fetched when needed. */
export interface IssuerKeys {
  /**
   * Finds keys, and fetches them again first when no key has this `kid`. With `undefined`, any key will do.
   * @throws IssuerError when no key is known and the issuer is unreachable, or has no usable JWK Set
   */
  findKeys(kid: unknown): Promise<FindKey>
}

/**
 * Caches the issuer's keys and fetches them once for all callers. While they are in use, a key that the
 * issuer withdrew is forgotten after some ten minutes.
 */
export function createIssuerKeys(issuer: Issuer): IssuerKeys {
  let known: KnownKeys | undefined
  const ask = askOnce(async () => {
    known = toKnown(await fetchKeys(issuer))
    return known
  })

  return {
    async findKeys(kid) {
      const usable = known && secondsSince(known.fetchedAt) < USABLE_SECONDS ? known : undefined
      if (usable === undefined) return (await ask()).find
      const age = secondsSince(usable.fetchedAt)
      if (kid === undefined || usable.kids.has(kid)) {
        // In the background: the known keys are still good.
        if (age >= FRESH_SECONDS) ask().catch(() => {})
        return usable.find
      }
      return age < PAUSE_SECONDS ? usable.find : (await ask()).find
    },
  }
}

async function fetchKeys(issuer: Issuer): Promise<readonly JWK[]> {
  const url = requireKeysUrl(issuer.url, (await issuer.metadata()).jwks_uri)
  const response = await issuer.fetch(url, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    redirect: 'manual',
  })
  const keys = response.status === 200 ? toKeys(await response.text()) : undefined
  if (keys !== undefined) return keys
  throw new IssuerError(
    response.status === 429 ? 'ISSUER_UNAVAILABLE' : 'ISSUER_WRONG',
    `${url} (${response.status}) is not a JWK Set of at most ${MAX_KEYS} keys`,
  )
}

function requireKeysUrl(issuer: string, url: string | undefined): string {
  const { protocol } = (url !== undefined && URL.parse(url)) || { protocol: '' }
  const isAllowed = protocol === 'https:' || (protocol === 'http:' && issuer.startsWith('http:'))
  if (url !== undefined && isAllowed) return url
  throw new IssuerError(
    'ISSUER_WRONG',
    `The metadata of ${issuer} names no usable jwks_uri: ${url ?? 'none'}`,
  )
}

/**
 * The keys of a JWK Set, without members that are not keys (RFC 7517 §5); `undefined` when it is no such set.
 */
function toKeys(text: string): readonly JWK[] | undefined {
  try {
    const { keys } = JSON.parse(text)
    if (!Array.isArray(keys) || keys.length > MAX_KEYS) return undefined
    return keys.filter((key) => typeof key?.kty === 'string')
  } catch {
    return undefined
  }
}

function toKnown(keys: readonly JWK[]): KnownKeys {
  const set: JSONWebKeySet = { keys: [...keys] }
  return {
    find: createLocalJWKSet(set),
    kids: new Set(keys.map(({ kid }) => kid)),
    fetchedAt: Date.now(),
  }
}

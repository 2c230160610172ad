import { askOnceEach, keepLatest } from 'latchkey-connect/internal'
import type { Clock } from '../ports/clock.ts'
import type { FetchJson } from '../ports/fetch-json.ts'
import type { Logger } from '../ports/logger.ts'
import { faultOfKey } from '../protocol/client-authentication/fault-of-key.ts'
import type { Client, PublicJwk } from '../protocol/clients/client.ts'

const FRESH_SECONDS = 600
/**
 * Between two fetches of one URL, whether the last one failed or did not contain the key: anyone can send a
 * key id (JWK-08).
 */
const PAUSE_SECONDS = 10
const ADDRESSES = 1000
const KEYS_PER_SET = 100

/** Where the public keys of clients come from. */
export interface ClientKeys {
  /**
   * The keys that a client registered, by value or at its `jwksUri`; fetched again if `kid` is not among
   * them. Empty when there are none or they cannot be fetched.
   */
  keysFor(client: Pick<Client, 'jwks' | 'jwksUri'>, kid?: string): Promise<readonly PublicJwk[]>
}

interface FetchedKeys {
  readonly keys: readonly PublicJwk[]
  /** Epoch seconds of the fetch that had these keys. */
  readonly keysAt: number
  /** Epoch seconds of the last fetch, also of one that failed. */
  readonly fetchedAt: number
}

/** Creates the source. Fetched keys are cached for ten minutes, for the thousand URLs that were used last. */
export function createClientKeys({
  fetchJson,
  clock,
  logger,
}: {
  readonly fetchJson: FetchJson
  readonly clock: Clock
  /** Logs why keys could not be fetched: the client only learns that it was not authenticated. */
  readonly logger?: Pick<Logger, 'warn'>
}): ClientKeys {
  const kept = new Map<string, FetchedKeys>()

  /** After a failure, the previous keys are kept for the rest of their time. */
  async function fetchKeys(url: string): Promise<FetchedKeys> {
    const fetchedAt = clock.now()
    try {
      const keys = toKeys(await fetchJson(url))
      return { keys: keys.filter((key) => isSound(key, url)), keysAt: fetchedAt, fetchedAt }
    } catch (err) {
      logger?.warn({ jwksUri: withoutCredentials(url), err }, 'The keys of a client could not be fetched')
      return { keys: [], keysAt: fetchedAt, ...kept.get(url), fetchedAt }
    }
  }

  /** One unfit key does not take the others with it, but its owner should hear of it. */
  function isSound(key: PublicJwk, url: string): boolean {
    const fault = faultOfKey(key)
    if (fault === undefined) return true
    const at = { jwksUri: withoutCredentials(url), kid: key.kid?.slice(0, 100) }
    logger?.warn(at, `A key of a client is not used: it ${fault}`)
    return false
  }

  /** Concurrent requests for the same keys share one response. */
  const fetchOnce = askOnceEach(
    async (url: string) => {
      const fetched = await fetchKeys(url)
      keep(url, fetched)
      return fetched
    },
    (url) => url,
  )

  /** The map is in order of use; the URL that was least recently used is dropped. */
  function keep(url: string, fetched: FetchedKeys): void {
    keepLatest(kept, [url, fetched], ADDRESSES)
  }

  async function keysAt(url: string, kid: string | undefined): Promise<readonly PublicJwk[]> {
    const known = kept.get(url)
    if (known) keep(url, known)
    const now = clock.now()
    const usable = usableKeys(known, now)
    const hasKey = kid === undefined ? usable.length > 0 : usable.some((key) => key.kid === kid)
    if (hasKey || (known && isWithin(PAUSE_SECONDS, known.fetchedAt, now))) return usable
    return usableKeys(await fetchOnce(url), clock.now())
  }

  return {
    keysFor: async ({ jwks, jwksUri }, kid) =>
      jwks?.keys ?? (jwksUri === undefined ? [] : keysAt(jwksUri, kid)),
  }
}

function usableKeys(fetched: FetchedKeys | undefined, now: number): readonly PublicJwk[] {
  return fetched && isWithin(FRESH_SECONDS, fetched.keysAt, now) ? fetched.keys : []
}

/** After the clock was set back, a time that seems to be in the future counts as long ago. */
function isWithin(seconds: number, at: number, now: number): boolean {
  return at <= now && now < at + seconds
}

/** For the log: a client that was stored by an older release may have a password in its URL. */
function withoutCredentials(url: string): string {
  const shown = URL.parse(url)
  if (shown === null) return url
  shown.username = ''
  shown.password = ''
  return shown.href
}

/** The keys of a JWK set, without what is no key at all (RFC 7517 §5). */
function toKeys(document: unknown): readonly PublicJwk[] {
  if (!isObject(document) || !Array.isArray(document.keys) || document.keys.length > KEYS_PER_SET)
    throw new Error(`Not a JWK set with at most ${KEYS_PER_SET} keys`)
  return document.keys.filter(isJwk)
}

function isJwk(value: unknown): value is PublicJwk {
  return (
    isObject(value) &&
    typeof value.kty === 'string' &&
    (value.kid === undefined || typeof value.kid === 'string')
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

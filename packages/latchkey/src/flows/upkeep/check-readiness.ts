import type { Parts } from '../parts.ts'

type Check = 'ok' | 'failing'

/**
 * A database that takes longer than this to say that it is there is not: whoever asks must get an answer
 * before giving up.
 */
const LOOK_MILLISECONDS = 2000

/** Whether this process should be sent requests, and what speaks against it. */
export interface Readiness {
  readonly status: 'ok' | 'unavailable'
  readonly checks: Readonly<Record<'storage' | 'migrations' | 'signing_key' | 'accepting', Check>>
}

/**
 * Looks at everything that a request would need, within two seconds. Why something fails is for the log of
 * that part, not for whoever asks.
 */
export async function checkReadiness(
  parts: Pick<Parts, 'storage' | 'keyRing' | 'settings' | 'isDraining'>,
): Promise<Readiness> {
  const { storage, keyRing, settings } = parts
  const [storageCheck, migrations, signingKey] = await Promise.all([
    toCheck(() => storage.ping()),
    toCheck(async () => requireNone(await storage.pendingMigrations())),
    toCheck(async () => requireKeyFor(settings.idTokenAlgorithm, await keyRing.publicJwks())),
  ])
  const accepting: Check = parts.isDraining() ? 'failing' : 'ok'
  const checks = { storage: storageCheck, migrations, signing_key: signingKey, accepting }
  const isReady = Object.values(checks).every((check) => check === 'ok')
  return { status: isReady ? 'ok' : 'unavailable', checks }
}

async function toCheck(look: () => Promise<unknown>): Promise<Check> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('It takes too long')), LOOK_MILLISECONDS)
  try {
    await Promise.race([look(), tooLate])
    return 'ok'
  } catch {
    return 'failing'
  } finally {
    clearTimeout(timer)
  }
}

function requireNone(pending: readonly unknown[]): void {
  if (pending.length > 0) throw new Error('Migrations are pending')
}

/** Only keys that our secret opens are published, so what is published can sign. */
function requireKeyFor(
  algorithm: string,
  { keys }: Awaited<ReturnType<Parts['keyRing']['publicJwks']>>,
): void {
  if (!keys.some((key) => key.alg === algorithm)) throw new Error(`There is no key for ${algorithm}`)
}

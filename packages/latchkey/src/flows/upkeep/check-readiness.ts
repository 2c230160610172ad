import { findAlgorithmsWithoutKey } from '../../protocol/find-algorithms-without-key.ts'
import type { Parts } from '../parts.ts'

type Check = 'ok' | 'failing'

/**
 * A database that takes longer than this to respond counts as away, so that the caller gets a response before
 * giving up.
 */
const LOOK_MILLISECONDS = 2000

/** Whether this process should get requests, and which check fails. */
export interface Readiness {
  readonly status: 'ok' | 'unavailable'
  readonly checks: Readonly<Record<'storage' | 'migrations' | 'signing_key' | 'accepting', Check>>
}

/**
 * Checks everything that a request would need, within two seconds. Why a check fails is logged by that part,
 * and not told to the caller.
 */
export async function checkReadiness(
  parts: Pick<Parts, 'storage' | 'keyRing' | 'settings' | 'isDraining'>,
): Promise<Readiness> {
  const { storage, keyRing, settings } = parts
  const [storageCheck, migrations, signingKey] = await Promise.all([
    toCheck(() => storage.ping()),
    toCheck(async () => requireNone(await storage.pendingMigrations())),
    toCheck(async () => requireCurrentKeys(settings, await keyRing.list())),
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

function requireCurrentKeys(
  { signingAlgorithms }: Pick<Parts['settings'], 'signingAlgorithms'>,
  keys: Awaited<ReturnType<Parts['keyRing']['list']>>,
): void {
  const missing = findAlgorithmsWithoutKey(signingAlgorithms, keys)
  if (missing.length > 0) throw new Error(`No key can sign ${missing.join(', ')}`)
}

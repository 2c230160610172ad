import type { Logger } from '../ports/logger.ts'
import type { Settings } from '../settings/settings.ts'
import { newestKey, type ScheduleContext } from './decide-key-schedule.ts'
import type { KeySnapshot } from './read-signing-keys.ts'

/**
 * Logs one line when another issuer made the newest keys of this database. Two servers would then sign with
 * the same keys and see each other's accounts, clients and grants, which is a mistake; or the issuer was
 * renamed, which is not, and new keys say so.
 */
export function createIssuerWarning({
  settings: { issuer },
  logger,
}: {
  readonly settings: Pick<Settings, 'issuer'>
  readonly logger?: Pick<Logger, 'warn'>
}): (snapshot: KeySnapshot, context: Pick<ScheduleContext, 'algorithms'>) => void {
  let told: string | undefined
  return (snapshot, context) => {
    const other = makersOfNewestKeys(snapshot, context).find((maker) => maker !== issuer)
    if (other === undefined || other === told) return
    told = other
    logger?.warn(
      { issuer, other },
      `The signing keys of this database were made for the issuer ${other}, and this server is ${issuer}. If both run, give each a database of its own. If you renamed the issuer, run latchkey keys rotate once`,
    )
  }
}

function makersOfNewestKeys(
  { stored, byKid }: KeySnapshot,
  { algorithms }: Pick<ScheduleContext, 'algorithms'>,
): readonly string[] {
  const newest = algorithms.flatMap((algorithm) => newestKey(stored, algorithm) ?? [])
  return newest.flatMap(({ kid }) => byKid.get(kid)?.issuer ?? [])
}

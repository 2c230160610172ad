import type { AdoptRefreshToken } from '../ports/adopt-refresh-token.ts'
import type { CustomClaims } from '../ports/custom-claims.ts'
import type { Logger } from '../ports/logger.ts'
import type { AuditEvent } from '../protocol/event.ts'
import { guardAdoption } from './guard-adoption.ts'
import { guardCustomClaims } from './guard-claims.ts'
import { guardListener } from './guard-listener.ts'
import { guardLogger } from './guard-logger.ts'

/** The operator's own functions among the settings, each guarded. Absent ones stay absent. */
export function guardSettings(own: {
  readonly customClaims?: CustomClaims
  readonly adoptRefreshToken?: AdoptRefreshToken
}): typeof own {
  const { customClaims, adoptRefreshToken } = own
  return {
    ...(customClaims && { customClaims: guardCustomClaims(customClaims) }),
    ...(adoptRefreshToken && { adoptRefreshToken: guardAdoption(adoptRefreshToken) }),
  }
}

export interface GuardedParts {
  readonly onEvent?: (event: AuditEvent) => Promise<void>
  readonly logger?: Logger | false
}

/** The operator's own listener and logger, each guarded. */
export function guardParts(own: {
  readonly onEvent: ((event: AuditEvent) => unknown) | undefined
  readonly logger: Logger | false | undefined
}): GuardedParts {
  const { onEvent, logger } = own
  return {
    ...(onEvent && { onEvent: guardListener(onEvent) }),
    ...(logger !== undefined && { logger: logger && guardLogger(logger) }),
  }
}

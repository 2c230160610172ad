import { guardExtension } from 'latchkey-connect/internal'
import type { AdoptRefreshToken } from '../ports/adopt-refresh-token.ts'
import type { AdoptedGrant } from '../protocol/token/adopted-grant.ts'
import { extensionSeconds } from './extension-seconds.ts'
import { passes } from './passes.ts'

/** The operator's function, with a time limit. `requireAdoptableGrant` checks its answer. */
export function guardAdoption(own: AdoptRefreshToken): AdoptRefreshToken {
  const read = (answer: unknown) => answer as AdoptedGrant | undefined
  const seconds = extensionSeconds.adoptRefreshToken
  return guardExtension({ name: 'adoptRefreshToken', seconds, passes, read }, own)
}

import { randomBytes } from 'node:crypto'
import type { AdoptedGrant, Configuration, PresentedRefreshToken } from '../../../src/index.ts'
import { type FakeClock, fakeClock } from '../../../src/testing/fake-clock.ts'
import { openWorld, testConfiguration, type World } from '../../fixtures/server-without-network.ts'

/** The database of a server that was there before: what its refresh tokens stand for. */
export interface OldServer {
  /** Issues a refresh token: a good one of `app` and alice, but for what is changed. */
  issue(changes?: Partial<AdoptedGrant>): string
  /** The old server would not take the token any more. */
  forget(token: string): void
  /** How often it was asked. */
  asked(): number
  readonly adoptRefreshToken: (presented: PresentedRefreshToken) => Promise<AdoptedGrant | undefined>
}

const YEAR_SECONDS = 365 * 24 * 3600

function oldServer(now: number): OldServer {
  const rows = new Map<string, AdoptedGrant>()
  let asked = 0
  return {
    issue(changes = {}) {
      const token = randomBytes(20).toString('hex')
      const scopes = ['openid', 'profile', 'offline_access', 'books:read']
      const good = { clientId: 'app', accountId: 'alice-id', scopes, expiresAt: now + YEAR_SECONDS }
      rows.set(token, { ...good, ...changes })
      return token
    },
    forget: (token) => void rows.delete(token),
    asked: () => asked,
    async adoptRefreshToken({ refreshToken }) {
      asked += 1
      return rows.get(refreshToken)
    },
  }
}

/**
 * A server that people move into. `other` is confidential and keeps its refresh token, `app` is confidential
 * and rotates it.
 */
export async function openNewServer(
  changes: Partial<Configuration> = {},
  clock: FakeClock = fakeClock(),
): Promise<{ readonly world: World; readonly old: OldServer }> {
  const old = oldServer(clock.now())
  const scopes = ['openid', 'profile', 'offline_access', 'books:read', 'notes:read']
  const clients = (testConfiguration.clients ?? []).map((client) =>
    client.clientId === 'other' ? { ...client, scopes } : client,
  )
  const world = await openWorld({ clients, adoptRefreshToken: old.adoptRefreshToken, ...changes }, clock)
  return { world, old }
}

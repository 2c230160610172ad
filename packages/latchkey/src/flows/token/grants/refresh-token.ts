import type { Caller } from '../../../ports/caller.ts'
import type { GrantWithAccount } from '../../../ports/stores/grant-store.ts'
import type { Account } from '../../../protocol/accounts/account.ts'
import { type Client, isPublicClient } from '../../../protocol/clients/client.ts'
import type { Grant } from '../../../protocol/grant.ts'
import { Refusal, refuse } from '../../../protocol/refusal.ts'
import { decideAudience } from '../../../protocol/scope/decide-audience.ts'
import { isSessionAlive } from '../../../protocol/session.ts'
import { parseRefreshRequest, type RefreshRequest } from '../../../protocol/token/parse-refresh-request.ts'
import { requireAccount } from '../../../protocol/token/require-account.ts'
import { requireGrantedScopes } from '../../../protocol/token/require-granted-scopes.ts'
import { requireRefreshableGrant } from '../../../protocol/token/require-refreshable-grant.ts'
import { requireSession } from '../../../protocol/token/require-session.ts'
import type { Parts } from '../../parts.ts'
import { withAccount } from '../../with-account.ts'
import {
  type AdoptionParts,
  loadAdoptableGrant,
  lookUpGrant,
  type PreviousServerToken,
} from '../adopt-refresh-token.ts'
import { readRefreshToken } from '../read-refresh-token.ts'
import { reportLeftOutScopes } from '../report-left-out-scopes.ts'
import type { ServedGrant } from './grant-registry.ts'

type RefreshParts = AdoptionParts & Pick<Parts, 'accounts' | 'accountsAreStored' | 'sealer' | 'events'>

/**
 * New tokens for a grant (OAuth 2.1 §4.3). The token's MAC is verified before anything is read. One atomic
 * step checks that it is the grant's current token and advances the grant: of many requests at once one
 * advances it, and the others, as retries within the grace time, get the same successor.
 */
export function refreshTokenGrant(parts: RefreshParts): ServedGrant<RefreshRequest> {
  return {
    grantType: 'refresh_token',
    parse: parseRefreshRequest,
    async decide(request, { client, now }, caller) {
      const presented = { refreshToken: request.refreshToken, client, now, caller }
      const { from, isNew, ...found } = await loadPresentedGrant(presented, parts)
      const grant = requireRefreshableGrant(found.grant, client.clientId, now)
      const account = requireStandingAccount(grant, found, { now, parts })
      const { scopes, leftOutScopes } = requireGrantedScopes(request.scopes, grant, client)
      const { resources } = parts.settings
      const audience = decideAudience({
        requested: request.resources,
        scopes,
        granted: grant.resources,
        resources,
        client,
      })
      const to = rotates(client) ? from + 1 : from
      const step = { grant, from, to, now, caller }
      return {
        account,
        grant,
        ...audience,
        refreshTokenGeneration: to,
        ...(scopes.includes('openid') && { idToken: toIdTokenDecision(grant, scopes) }),
        async commit() {
          await (isNew ? adopt(presented, step, parts) : advance(step, parts))
          // What the grant lists was reported when it was opened; apps repeat it at every refresh.
          const lost = leftOutScopes.filter((scope) => !grant.leftOutScopes?.includes(scope))
          reportLeftOutScopes(lost, grant, { caller, events: parts.events })
        },
      }
    },
  }
}

/**
 * The grant of a refresh token, and the token's generation. A token that we did not issue may be one of the
 * previous server.
 */
async function loadPresentedGrant(
  presented: PreviousServerToken,
  parts: RefreshParts,
): Promise<PresentedGrant> {
  const own = readRefreshToken(presented.refreshToken, presented.client, parts)
  if (own !== undefined) {
    return { ...(await loadStanding(own.grantId, presented, parts)), from: own.generation, isNew: false }
  }
  const { grant, isNew } = await loadAdoptableGrant(presented, parts)
  if (!isNew) return { ...(await loadStanding(grant.id, presented, parts)), from: 0, isNew }
  const account = await parts.accounts.find(grant.accountId)
  return { grant, ...(account && { account }), from: 0, isNew }
}

interface PresentedGrant extends Standing {
  readonly from: number
  readonly isNew: boolean
}

/** What a refresh depends on: the grant, its account and, if it ends with one, its session. */
type Standing = Partial<Pick<GrantWithAccount, 'grant' | 'account' | 'session'>>

async function loadStanding(
  id: string,
  { now }: PreviousServerToken,
  parts: RefreshParts,
): Promise<Standing> {
  const reading = parts.storage.grants.findWithAccount({ id }, now)
  const { found, account } = await withAccount(reading, ({ grant }) => grant.accountId, parts)
  if (found === undefined) return {}
  const { grant, session } = found
  return { grant, ...(account && { account }), ...(session && { session }) }
}

/**
 * A public client's refresh token is usable by anyone who steals it, so it always rotates (RFC 9700 §2.2.2).
 */
function rotates(client: Client): boolean {
  return isPublicClient(client) || client.rotateRefreshTokens
}

/** The idle limit of a session applies to the browser; here it only matters whether the session has ended. */
function requireStandingAccount(
  { sessionId }: Grant,
  { account, session }: Standing,
  { now, parts }: { readonly now: number; readonly parts: RefreshParts },
): Account {
  const { sessionSeconds } = parts.settings.lifetimes
  if (sessionId !== undefined) {
    requireSession(session && isSessionAlive(session, now, sessionSeconds) ? session : undefined)
  }
  return requireAccount(account)
}

/**
 * A refreshed ID token says what the first one said of the sign-in, and has no nonce (OpenID Connect
 * Core §12.2). Grants of earlier versions know only the session that they are bound to.
 */
function toIdTokenDecision(grant: Grant, scopes: readonly string[]) {
  const sessionId = grant.signedInSessionId ?? grant.sessionId
  return {
    scopes,
    ...(grant.claims && { claims: grant.claims }),
    ...(sessionId !== undefined && { sessionId }),
  }
}

interface Step {
  readonly grant: Grant
  readonly from: number
  readonly to: number
  readonly now: number
  readonly caller: Caller
}

/**
 * Inserts the grant of another server's token as it is after its first refresh. Of many requests at once one
 * inserts it, and the others are retries within the grace time. If the session or account ended since it was
 * checked, that did not see this grant, so it is revoked now.
 */
async function adopt(presented: PreviousServerToken, step: Step, parts: RefreshParts): Promise<void> {
  const { storage, accounts, events } = parts
  const { grant, to, now, caller } = step
  const opened = await storage.importRecords('grants', [{ ...grant, generation: to }])
  if (opened === 'taken') return advance(step, parts)
  try {
    const { accountId } = await lookUpGrant(presented, parts)
    requireAccount(await accounts.find(accountId))
  } catch (cause) {
    if (cause instanceof Refusal) await storage.grants.revoke(grant.id, now)
    throw cause
  }
  const { id: grantId, accountId, clientId } = grant
  events.report(
    {
      name: 'refresh_token.adopted',
      outcome: 'success',
      grantId,
      accountId,
      clientId,
    },
    caller,
  )
}

async function advance(step: Step, { storage, settings, events }: RefreshParts): Promise<void> {
  const { grant, from, to, now, caller } = step
  const { refreshGraceSeconds: graceSeconds, refreshTokenIdleSeconds } = settings.lifetimes
  const expiresAt = now + refreshTokenIdleSeconds
  const outcome = await storage.grants.advance({ id: grant.id, from, to, now, graceSeconds, expiresAt })
  switch (outcome) {
    case 'advanced':
    case 'within_grace':
      return
    case 'replayed': {
      const { id: grantId, accountId, clientId } = grant
      events.report(
        {
          name: 'refresh_token.replayed',
          outcome: 'failure',
          grantId,
          accountId,
          clientId,
        },
        caller,
      )
      return refuse('refresh_token_replayed')
    }
    case 'revoked':
      return refuse('grant_revoked')
    case 'unknown':
      return refuse('refresh_token_invalid')
  }
}

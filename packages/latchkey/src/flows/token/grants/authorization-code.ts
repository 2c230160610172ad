import type { Client } from '../../../protocol/clients/client.ts'
import type { Grant } from '../../../protocol/grant.ts'
import { decideAudience } from '../../../protocol/scope/decide-audience.ts'
import type { Session } from '../../../protocol/session.ts'
import type { AuthorizationCode } from '../../../protocol/token/authorization-code.ts'
import { decideGrantLifetime } from '../../../protocol/token/decide-grant-lifetime.ts'
import { parseAuthorizationCode } from '../../../protocol/token/parse-authorization-code.ts'
import { type CodeRequest, parseCodeRequest } from '../../../protocol/token/parse-code-request.ts'
import { requireAccount } from '../../../protocol/token/require-account.ts'
import { requireConsent } from '../../../protocol/token/require-consent.ts'
import { requireGrantedScopes } from '../../../protocol/token/require-granted-scopes.ts'
import { requireRedeemableCode } from '../../../protocol/token/require-redeemable-code.ts'
import { requireSession } from '../../../protocol/token/require-session.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Parts } from '../../parts.ts'
import { withAccount } from '../../with-account.ts'
import { openGrant } from '../open-grant.ts'
import { reportLeftOutScopes } from '../report-left-out-scopes.ts'
import { requireCodeVerifier } from '../require-code-verifier.ts'
import type { ServedGrant } from './grant-registry.ts'

type CodeParts = Pick<
  Parts,
  'settings' | 'storage' | 'accounts' | 'accountsAreStored' | 'sealer' | 'events' | 'clock'
>

/**
 * Tokens for an authorization code (OAuth 2.1 §4.1.3). The code is authentic because we can decrypt it;
 * inserting its grant is what makes it single-use. Only a request that is valid in every other respect can do
 * that or, as a replay, revoke the grant (RFC 9700 §4.5; OAuth 2.1 §7.5.2).
 */
export function authorizationCodeGrant(parts: CodeParts): ServedGrant<CodeRequest> {
  return {
    grantType: 'authorization_code',
    parse: parseCodeRequest,
    async decide(request, { client, now }, caller) {
      const code = parseAuthorizationCode(parts.sealer.unseal('authorization_code', request.code))
      requireRedeemableCode(code, request, { client, now })
      await requireCodeVerifier(code, request.codeVerifier, parts)
      const { account, session } = await loadPerson(code, { client, now }, parts)
      const { scopes } = requireGrantedScopes(undefined, code, client)
      const { resources } = parts.settings
      const audience = decideAudience({
        requested: request.resources,
        scopes,
        granted: code.resources,
        resources,
        client,
      })
      const grant = toGrant(code, { client, session, now, settings: parts.settings })
      return {
        account,
        grant,
        ...audience,
        refreshTokenGeneration: grant.generation,
        ...(scopes.includes('openid') && { idToken: toIdTokenDecision(code, scopes) }),
        async commit() {
          await openGrant(code, grant, { caller, parts })
          await requireNothingEnded(grant, () => loadPerson(code, { client, now }, parts), parts)
          reportLeftOutScopes(grant.leftOutScopes, grant, { caller, events: parts.events })
        },
      }
    },
  }
}

/**
 * Loads the account, the session and the consent behind a code, each of which may have ended since. The
 * session counts even for a grant that is to outlive it: a sign-out or a new password within the code's
 * minute must end the code (RFC 10017; ASVS 7.4.3).
 */
async function loadPerson(
  code: AuthorizationCode,
  { client, now }: { readonly client: Client; readonly now: number },
  parts: CodeParts,
) {
  const { storage, settings } = parts
  const key = { id: code.sessionId, clientId: code.clientId }
  const reading = storage.sessions.findWithAccount(key, now, settings.lifetimes.sessionIdleSeconds)
  const { found, account } = await withAccount(reading, code.accountId, parts)
  const session = requireSession(found?.session)
  requireConsent(found?.consent, code, client)
  return { account: requireAccount(account), session }
}

function isSessionBound(code: AuthorizationCode): boolean {
  return !code.scopes.includes('offline_access')
}

function toGrant(
  code: AuthorizationCode,
  at: { client: Client; session: Session; now: number; settings: Settings },
): Grant {
  const { client, session, now, settings } = at
  const lifetime = decideGrantLifetime({
    now,
    codeExpiresAt: code.expiresAt,
    hasRefreshToken: client.grantTypes.includes('refresh_token'),
    sessionExpiresAt: isSessionBound(code) ? session.expiresAt : undefined,
    longestAccessTokenSeconds: longestAccessToken(code, settings),
    refreshTokenSeconds: settings.lifetimes.refreshTokenSeconds,
    refreshTokenIdleSeconds: settings.lifetimes.refreshTokenIdleSeconds,
  })
  return {
    id: code.grantId,
    clientId: code.clientId,
    accountId: code.accountId,
    ...(isSessionBound(code) && { sessionId: code.sessionId }),
    signedInSessionId: code.sessionId,
    scopes: code.scopes,
    ...(code.leftOutScopes && { leftOutScopes: code.leftOutScopes }),
    resources: code.resources,
    ...(code.claims && { claims: code.claims }),
    authTime: code.authTime,
    amr: code.amr,
    ...(code.acr !== undefined && { acr: code.acr }),
    generation: 0,
    rotatedAt: now,
    createdAt: now,
    ...lifetime,
  }
}

function longestAccessToken(code: AuthorizationCode, { resources }: Settings): number {
  const reachable = resources.filter(
    (resource, index) => index === 0 || code.resources.includes(resource.uri),
  )
  return Math.max(...reachable.map(({ accessTokenSeconds }) => accessTokenSeconds))
}

function toIdTokenDecision(code: AuthorizationCode, scopes: readonly string[]) {
  const { claims, nonce, sessionId } = code
  return {
    scopes,
    sessionId,
    ...(nonce !== undefined && { nonce }),
    ...(claims && { claims }),
  }
}

/**
 * A sign-out or a removed consent between that check and the insertion could not see this grant, so it is
 * revoked here.
 */
async function requireNothingEnded(
  grant: Grant,
  lookAgain: () => Promise<unknown>,
  { storage, clock }: CodeParts,
): Promise<void> {
  try {
    await lookAgain()
  } catch (cause) {
    await storage.grants.revoke(grant.id, clock.now())
    throw cause
  }
}

import type { SignInOutcome } from '../../ports/accounts.ts'
import { randomId } from '../../ports/random.ts'
import type { Session } from '../../protocol/session.ts'
import type { Caller } from '../caller.ts'
import type { Parts } from '../parts.ts'
import type { Browser } from './browser.ts'
import { forgiveSignInAttempt, takeSignInAttempt } from './limit-sign-in.ts'

export interface SignInForm {
  readonly username: string
  readonly password: string
}

export type SignInResult =
  | { readonly outcome: 'signed_in'; readonly session: Session; readonly browser: Browser }
  | { readonly outcome: 'wrong_credentials' }
  | { readonly outcome: 'disabled' }
  /** Epoch seconds. */
  | { readonly outcome: 'locked'; readonly until: number }

/** Checks a username and a password, and starts a session, always with a new id (OWASP ASVS 7.2.4). */
export async function signIn(
  form: SignInForm,
  browser: Browser,
  caller: Caller,
  parts: Parts,
): Promise<SignInResult> {
  const until = await takeSignInAttempt(form.username, caller, parts)
  if (until !== undefined) {
    report(parts, caller, { name: 'account.sign_in_locked', outcome: 'failure' })
    return { outcome: 'locked', until }
  }
  const answer = await parts.accounts.signIn(form)
  if (answer.outcome !== 'authenticated') {
    const { outcome, accountId } = answer
    const account = accountId === undefined ? {} : { accountId }
    report(parts, caller, { name: 'account.sign_in_failed', outcome: 'failure', reason: outcome, ...account })
    // Whose account it would be is for the event only (OWASP ASVS 6.3.8).
    return { outcome }
  }
  await forgiveSignInAttempt(form.username, caller, parts)
  return startSession(answer, browser, caller, parts)
}

type Authenticated = Extract<SignInOutcome, { outcome: 'authenticated' }>

async function startSession(
  authenticated: Authenticated,
  browser: Browser,
  caller: Caller,
  parts: Parts,
): Promise<SignInResult> {
  const { sessions } = parts.storage
  const session = mintSession(authenticated, parts)
  await sessions.start(session)
  // A password change in between ended the existing sessions, but not this one, which came after.
  if (authenticated.isStillCurrent !== undefined && !(await authenticated.isStillCurrent())) {
    await sessions.end(session.id)
    return { outcome: 'wrong_credentials' }
  }
  const others = await replaceSessionsOfAccount(session, browser, parts)
  const room = parts.settings.limits.sessionsPerBrowser - 1
  // Nobody could sign out of sessions that do not fit in the cookie.
  for (const id of others.slice(room)) await sessions.end(id)
  report(parts, caller, {
    name: 'account.signed_in',
    outcome: 'success',
    accountId: session.accountId,
    sessionId: session.id,
    detail: { amr: session.amr.join(' ') },
  })
  return {
    outcome: 'signed_in',
    session,
    browser: { ...browser, sessionIds: [session.id, ...others.slice(0, room)] },
  }
}

function mintSession({ account, amr }: Authenticated, { clock, random, settings }: Parts): Session {
  const now = clock.now()
  const [acr] = settings.acrValues
  return {
    id: randomId(random),
    accountId: account.id,
    authTime: now,
    amr,
    ...(acr !== undefined && { acr }),
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + settings.lifetimes.sessionSeconds,
  }
}

/**
 * Replaces the account's earlier session in this browser: its id becomes invalid, and grants that were bound
 * to it are bound to the new one, so that signing in again signs no app out.
 */
async function replaceSessionsOfAccount(
  started: Session,
  browser: Browser,
  parts: Parts,
): Promise<readonly string[]> {
  const { storage, clock, settings } = parts
  const others: string[] = []
  for (const id of browser.sessionIds) {
    const session = await storage.sessions.find(id, clock.now(), settings.lifetimes.sessionIdleSeconds)
    if (session === undefined) continue
    if (session.accountId !== started.accountId) others.push(id)
    else {
      await storage.grants.rebind(id, started.id)
      await storage.sessions.end(id)
    }
  }
  return others
}

function report(
  { events }: Pick<Parts, 'events'>,
  caller: Caller,
  event: Omit<Parameters<Parts['events']['report']>[0], 'address' | 'requestId'>,
): void {
  events.report({ ...event, address: caller.address, requestId: caller.requestId })
}

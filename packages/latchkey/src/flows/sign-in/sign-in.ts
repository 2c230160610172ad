import { PasswordHashingBusy, type SignInOutcome } from '../../ports/accounts.ts'
import type { Caller } from '../../ports/caller.ts'
import type { ReportedEvent } from '../../ports/events.ts'
import { randomId } from '../../ports/random.ts'
import type { Session } from '../../protocol/session.ts'
import type { Parts } from '../parts.ts'
import type { Browser } from './browser.ts'
import { findFamiliarBrowser, rememberFamiliarBrowser, type SigningInBrowser } from './familiar-browser.ts'
import {
  type AttemptOutcome,
  forgiveSignInAttempt,
  giveBackSignInAttempt,
  type SignInAttempt,
  takeSignInAttempt,
} from './limit-sign-in.ts'

export interface SignInForm {
  readonly username: string
  readonly password: string
}

export type SignInResult =
  | { readonly outcome: 'signed_in'; readonly session: Session; readonly browser: SigningInBrowser }
  | { readonly outcome: 'wrong_credentials' }
  | { readonly outcome: 'disabled' }
  /**
   * Until then, in epoch seconds; with `onlyHere`, browsers in which the account has signed in are not. The
   * same is said of an account that does not exist.
   */
  | { readonly outcome: 'locked'; readonly until: number; readonly onlyHere: boolean }

/** Checks a username and a password, and starts a session, always with a new id (OWASP ASVS 7.2.4). */
export async function signIn(
  form: SignInForm,
  browser: SigningInBrowser,
  caller: Caller,
  parts: Parts,
): Promise<SignInResult> {
  const { username } = form
  const familiarBrowserId = await findFamiliarBrowser(username, browser, parts)
  const attempt: SignInAttempt = { username, caller, familiarBrowserId }
  const taken = await takeSignInAttempt(attempt, parts)
  if (taken.outcome === 'locked') {
    report(parts, caller, { name: 'account.sign_in_locked', outcome: 'failure', reason: taken.by })
    const areRemembered = parts.settings.limits.familiarBrowsersPerAccount > 0
    return { ...taken, onlyHere: areRemembered && taken.by !== 'familiar_browser' }
  }
  const answer = await askAccounts(form, attempt, parts)
  if (answer.outcome !== 'authenticated') {
    reportFailure(answer, taken, caller, parts)
    return { outcome: answer.outcome }
  }
  await forgiveSignInAttempt(attempt, parts)
  return startSession({ ...answer, username }, browser, caller, parts)
}

/** A password that nobody looked at, because too many are being checked, is no attempt. */
async function askAccounts(form: SignInForm, attempt: SignInAttempt, parts: Parts): Promise<SignInOutcome> {
  const { caller, familiarBrowserId } = attempt
  try {
    return await parts.accounts.signIn(form, {
      address: caller.address,
      ...(familiarBrowserId !== undefined && { familiarBrowserId }),
    })
  } catch (cause) {
    if (cause instanceof PasswordHashingBusy) await giveBackSignInAttempt(attempt, parts)
    throw cause
  }
}

/**
 * The second event is for the owner of the account, once in each window: from now on, the password is not
 * looked at in browsers that the account does not know.
 */
function reportFailure(
  { outcome: reason, accountId }: Exclude<SignInOutcome, Authenticated>,
  taken: Extract<AttemptOutcome, { outcome: 'taken' }>,
  caller: Caller,
  parts: Parts,
): void {
  const about = accountId === undefined ? {} : { accountId }
  report(parts, caller, { name: 'account.sign_in_failed', outcome: 'failure', reason, ...about })
  if (accountId === undefined || taken.lastOf === undefined) return
  report(parts, caller, {
    name: 'account.locked_out',
    outcome: 'failure',
    accountId,
    detail: { until: taken.resetsAt },
  })
}

type Authenticated = Extract<SignInOutcome, { outcome: 'authenticated' }>

async function startSession(
  authenticated: Authenticated & { readonly username: string },
  browser: SigningInBrowser,
  caller: Caller,
  parts: Parts,
): Promise<SignInResult> {
  const { sessions, familiarBrowsers } = parts.storage
  const session = mintSession(authenticated, parts)
  const { accountId } = session
  const signedIn = { accountId, username: authenticated.username }
  const [acquaintances] = await Promise.all([
    rememberFamiliarBrowser(signedIn, browser, parts),
    sessions.start(session),
  ])
  // A password change in between ended the existing sessions and forgot the browsers, but not these, which
  // came after.
  const undo = () => Promise.all([sessions.end(session.id), familiarBrowsers.forget(accountId)])
  if (!(await isStillCurrent(authenticated, undo))) {
    return { outcome: 'wrong_credentials' }
  }
  const others = await replaceSessionsOfAccount(session, browser, parts)
  const room = parts.settings.limits.sessionsPerBrowser - 1
  // Nobody could sign out of sessions that do not fit in the cookie.
  for (const id of others.slice(room)) await sessions.end(id)
  report(parts, caller, {
    name: 'account.signed_in',
    outcome: 'success',
    accountId,
    sessionId: session.id,
    detail: { amr: session.amr.join(' ') },
  })
  const sessionIds = [session.id, ...others.slice(0, room)]
  return { outcome: 'signed_in', session, browser: { ...browser, sessionIds, acquaintances } }
}

/** Undoes what the sign-in began if the answer is no, and also if there is none. */
async function isStillCurrent(authenticated: Authenticated, undo: () => Promise<unknown>): Promise<boolean> {
  let isCurrent = false
  try {
    isCurrent = authenticated.isStillCurrent === undefined || (await authenticated.isStillCurrent())
    return isCurrent
  } finally {
    if (!isCurrent) await undo()
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

function report({ events }: Pick<Parts, 'events'>, caller: Caller, event: ReportedEvent): void {
  events.report(event, caller)
}

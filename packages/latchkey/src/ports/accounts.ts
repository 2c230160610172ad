import type { Account } from '../protocol/accounts/account.ts'
import type { SignUpProblem } from '../protocol/accounts/sign-up-problem.ts'

/** The result of checking credentials. */
export type SignInOutcome =
  | {
      readonly outcome: 'authenticated'
      readonly account: Account
      /** How they proved it (RFC 8176), for instance `['pwd']`. */
      readonly amr: readonly string[]
      /**
       * Asked once the session has started. False when the password was changed or the account disabled
       * meanwhile, so that a sign-in under way at that moment does not outlive the change.
       */
      readonly isStillCurrent?: () => Promise<boolean>
    }
  /**
   * Wrong password or no such account: one result for both, in the same time. The id, if there is such an
   * account, is for the audit events only.
   */
  | { readonly outcome: 'wrong_credentials'; readonly accountId?: string }
  /** Only after the right password. */
  | { readonly outcome: 'disabled'; readonly accountId?: string }

export type SignUpOutcome =
  /** The account may be new or may have existed: the page says the same. */
  | { readonly outcome: 'accepted' }
  /** What to change, by field, as message keys of the catalogue. */
  | { readonly outcome: 'invalid'; readonly problems: readonly SignUpProblem[] }
  | { readonly outcome: 'invitation_invalid' }

/** What an invitation is good for: `unknown` is one that is damaged, or none of ours. */
export type InvitationState =
  | { readonly state: 'usable'; readonly email?: string }
  | { readonly state: 'expired' | 'used' | 'unknown' }

export interface SignUpForm {
  readonly username: string
  readonly password: string
  readonly name?: string
  readonly invitation?: string
}

/** Who asks for a password to be looked at, so that nobody takes the turns of others. */
export interface Requester {
  /** The IP address of the browser. */
  readonly address: string
  /** Set when the account has signed in in this browser before: its own id for the two of them. */
  readonly familiarBrowserId?: string
}

/**
 * Who can sign in. The built-in accounts implement it; an embedder with their own users table passes two
 * functions. The server limits the rate of attempts before it calls {@link Accounts.signIn}.
 */
export interface Accounts {
  /**
   * Checks a username and a password. Should take as long for an unknown username as for a wrong password.
   */
  signIn(
    credentials: { readonly username: string; readonly password: string },
    requester: Requester,
  ): Promise<SignInOutcome>
  /**
   * The account behind a `sub`, or nothing if it is gone. Called on every token request: keep it one indexed
   * read.
   */
  find(accountId: string): Promise<Account | undefined>
  /** Present when people can sign up on our pages. */
  readonly signUp?: {
    readonly mode: 'open' | 'invite'
    /** Characters. */
    readonly minimumPasswordLength: number
    create(form: SignUpForm, requester: Requester): Promise<SignUpOutcome>
    /** Asked when the page is opened, so that nobody fills in a form for nothing. Uses nothing up. */
    findInvitation?(invitation: string): Promise<InvitationState>
  }
}

/**
 * Too many passwords are being checked at once, and this one is furthest beyond its share: answer 503 with
 * `Retry-After`. Thrown by `signIn` and `signUp.create`. The password was not looked at.
 */
export class PasswordHashingBusy extends Error {
  constructor() {
    super('Too many passwords are being checked at once')
    this.name = 'PasswordHashingBusy'
  }
}

import type { SignUpProblem } from '../protocol/accounts/sign-up-problem.ts'
import type { ScopeDescription } from '../protocol/resource.ts'

/** A language that the page can be read in. */
export interface LanguageLink {
  readonly locale: string
  /** In the language itself: "Deutsch". */
  readonly name: string
  /** The same page in this language. */
  readonly url: string
}

/** What every page is given: who we are, which language, where things are. URLs are ready to use. */
export interface PageFrame {
  /** A BCP 47 tag that the catalogue has. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  /** The others to choose from; none where the page is the answer to a form. */
  readonly languages: readonly LanguageLink[]
  /** Formats a message of the catalogue (ICU). */
  readonly t: (key: string, values?: Readonly<Record<string, string | number | boolean>>) => string
  readonly brand: {
    readonly name: string
    readonly logo?: string
    readonly logoDark?: string
    readonly supportUrl?: string
    readonly privacyUrl?: string
    readonly termsUrl?: string
  }
  readonly stylesheetUrl: string
  /** The operator's accent colour, as a stylesheet of its own (no inline style). */
  readonly brandStylesheetUrl: string
  readonly scriptUrl: string
  /** Shown on error pages, and in the log. */
  readonly requestId: string
}

/** Hidden fields that bind a form to this browser and this transaction. Every form carries all of them. */
export type HiddenFields = Readonly<Record<string, string>>

/**
 * A page: a view in, a whole HTML document out. Operators may replace each by a function of the same type.
 */
export type Page<View> = (view: View, frame: PageFrame) => string

/** The app that a person is on the way to. */
export interface AppView {
  readonly name: string
  /** https only, or absent. */
  readonly homepage?: string
  readonly policyUri?: string
  readonly tosUri?: string
  /** False for apps that nobody vouches for. */
  readonly verified: boolean
}

export interface SignInView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly app?: AppView
  readonly username: string
  /** Set when the person must prove again who they are; the page says so and fixes the username. */
  readonly reauthentication: boolean
  readonly signUpUrl?: string
  /** Set when other accounts are signed in in this browser. */
  readonly chooseAccountUrl?: string
  /** True while a client waits: the page has a Cancel button (`name="action" value="cancel"`). */
  readonly cancellable: boolean
  readonly notice?: 'signed_up'
  readonly problem?:
    | { readonly kind: 'wrong_credentials' }
    | { readonly kind: 'missing_fields'; readonly fields: readonly ('username' | 'password')[] }
    | { readonly kind: 'disabled' }
    /** Epoch seconds at which another try makes sense. */
    | { readonly kind: 'locked'; readonly until: number }
    | { readonly kind: 'busy' }
}

export interface SignUpView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly app?: AppView
  readonly username: string
  readonly name: string
  readonly signInUrl: string
  /** Characters. */
  readonly minimumPasswordLength: number
  readonly problems: readonly SignUpProblem[]
}

/** Sign-up is off, or needs an invitation that is missing, used or too old; or too many came from here. */
export interface SignUpClosedView {
  readonly reason: 'closed' | 'invitation_missing' | 'invitation_invalid' | 'too_many'
  readonly signInUrl: string
}

export interface ConsentScopeView extends ScopeDescription {
  /** Checked by the person; the others come with the app or not at all. */
  readonly optional: boolean
  readonly alreadyGranted: boolean
}

export interface ConsentView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly app: AppView
  /** Where the person will be sent. */
  readonly destination: {
    readonly kind: 'web' | 'loopback' | 'private_use'
    /** The host, or the scheme of a private-use URI. */
    readonly host: string
    readonly url: string
  }
  readonly account: { readonly username: string; readonly name?: string }
  readonly switchAccountUrl: string
  /** Grouped by API; the first group is who the person is. Optional scopes are checkboxes `name="scope"`. */
  readonly groups: readonly {
    readonly resource: { readonly name: string; readonly uri: string; readonly ours: boolean }
    readonly scopes: readonly ConsentScopeView[]
  }[]
  /** The app can keep access while the person is away (a refresh token that survives sign-out). */
  readonly offlineAccess: boolean
}

export interface ChooseAccountView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly app?: AppView
  /** Submitted as `name="session"`; the current one first. */
  readonly accounts: readonly {
    readonly session: string
    readonly username: string
    readonly name?: string
    /** Epoch seconds. */
    readonly lastSeenAt: number
  }[]
  readonly useAnotherUrl: string
  readonly cancellable: boolean
}

export interface ErrorView {
  readonly kind: /** A request that we cannot trust enough to send back (RFC 6749 §4.1.2.1). */
    | 'authorization_request'
    | 'expired'
    | 'already_finished'
    | 'cookies_blocked'
    | 'not_found'
    | 'method_not_allowed'
    | 'too_many_requests'
    | 'unavailable'
    | 'server_error'
  /** A way onward, if there is one. */
  readonly restartUrl?: string
  /** For `expired`. */
  readonly expiredMinutesAgo?: number
  /** For "Details for developers". Facts; `redirectUris` only in development mode. */
  readonly details?: {
    readonly error: string
    readonly description?: string
    readonly receivedRedirectUri?: string
    readonly registeredRedirectUris?: readonly string[]
  }
  /** Epoch seconds. */
  readonly at: number
}

export interface SignOutView {
  readonly action: string
  readonly hidden: HiddenFields
  /** Everybody who is signed in in this browser: all are signed out. */
  readonly accounts: readonly { readonly username: string; readonly name?: string }[]
  readonly app?: AppView
}

export interface SignedOutView {
  readonly returnUrl?: string
  readonly app?: AppView
}

/** Somebody signed in without an app that waits for them. The form signs out. */
export interface SignedInView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly account: { readonly username: string; readonly name?: string }
}

/**
 * The browser stays on our page when an app's own scheme is opened, and some POSTs must not answer with a
 * redirect.
 */
export interface HandOffView {
  readonly url: string
  readonly app: AppView
}

/**
 * OAuth 2.0 Form Post Response Mode §2: a form that posts itself to the client, with a button for when
 * scripts are off.
 */
export interface FormPostView {
  readonly action: string
  readonly fields: HiddenFields
  readonly app: AppView
}

/** All pages. An operator overrides by name. */
export interface Pages {
  readonly signIn: Page<SignInView>
  readonly signUp: Page<SignUpView>
  readonly signUpClosed: Page<SignUpClosedView>
  readonly consent: Page<ConsentView>
  readonly chooseAccount: Page<ChooseAccountView>
  readonly error: Page<ErrorView>
  readonly signOut: Page<SignOutView>
  readonly signedOut: Page<SignedOutView>
  readonly signedIn: Page<SignedInView>
  readonly handOff: Page<HandOffView>
  readonly formPost: Page<FormPostView>
}

import { consentPage } from './authorize/consent.tsx'
import { formPostPage } from './authorize/form-post.tsx'
import { handOffPage } from './authorize/hand-off.tsx'
import { errorPage } from './errors/error.tsx'
import { signOutPage } from './logout/sign-out.tsx'
import { signedOutPage } from './logout/signed-out.tsx'
import type { Page } from './page.ts'
import { chooseAccountPage } from './sign-in/choose-account.tsx'
import { signInPage } from './sign-in/sign-in.tsx'
import { signUpPage } from './sign-in/sign-up.tsx'
import { signUpClosedPage } from './sign-in/sign-up-closed.tsx'
import { signedInPage } from './sign-in/signed-in.tsx'

/** Every page there is, by the name under which an operator may replace it. */
export const defaultPages = {
  /** Asks for a username and a password; also when the person must prove again who they are. */
  signIn: signInPage,
  /** The form for a new account. */
  signUp: signUpPage,
  /** In place of `signUp`: nobody may sign up, or not without an invitation, or too many did. */
  signUpClosed: signUpClosedPage,
  /** Asks whether an app may have what it asks for. */
  consent: consentPage,
  /** Asks which of the accounts that are signed in here to go on with. */
  chooseAccount: chooseAccountPage,
  /** Every refusal and failure that a person sees. */
  error: errorPage,
  /** Asks whether to sign out. */
  signOut: signOutPage,
  /** Says that nobody is signed in any more. */
  signedOut: signedOutPage,
  /** For somebody who is signed in while no app waits for them. */
  signedIn: signedInPage,
  /** Leads on to an app, without a redirect. */
  handOff: handOffPage,
  /** Posts the answer to an app (`response_mode=form_post`). */
  formPost: formPostPage,
} satisfies Readonly<Record<string, Page<never>>>

/** All pages by name; in the configuration, those that are the operator's own. */
export type Pages = Readonly<typeof defaultPages>

export type PageName = keyof Pages

/** What the page of this name is given to show, such as `PageView<'signIn'>`. */
export type PageView<Name extends PageName> = Parameters<Pages[Name]>[0]

export const pageNames = Object.keys(defaultPages) as readonly PageName[]

import { confirmPage } from './authorize/confirm.tsx'
import { consentPage } from './authorize/consent.tsx'
import { formPostPage } from './authorize/form-post.tsx'
import { handOffPage } from './authorize/hand-off.tsx'
import { leavePage } from './authorize/leave.tsx'
import { errorPage } from './errors/error.tsx'
import { signOutPage } from './logout/sign-out.tsx'
import { signedOutPage } from './logout/signed-out.tsx'
import type { Page } from './page.ts'
import { chooseAccountPage } from './sign-in/choose-account.tsx'
import { signInPage } from './sign-in/sign-in.tsx'
import { signUpPage } from './sign-in/sign-up.tsx'
import { signUpClosedPage } from './sign-in/sign-up-closed.tsx'
import { signedInPage } from './sign-in/signed-in.tsx'

/** Every page, by the name under which an operator can replace it. */
export const defaultPages = {
  /** Asks for a username and a password, also when the person must authenticate again. */
  signIn: signInPage,
  /** The form for a new account. */
  signUp: signUpPage,
  /** Shown instead of `signUp` if nobody may sign up, or if an invitation is needed. */
  signUpClosed: signUpClosedPage,
  /** Asks for consent to what an app requests. */
  consent: consentPage,
  /** Asks whether to continue to an app of the operator's own that other programs could pose as. */
  confirm: confirmPage,
  /** Asks which of the accounts that are signed in to continue with. */
  chooseAccount: chooseAccountPage,
  /** Shows every refusal and failure that a person sees. */
  error: errorPage,
  /** Asks whether to sign out. */
  signOut: signOutPage,
  /** Shown after sign-out. */
  signedOut: signedOutPage,
  /** Shown to somebody who has signed in without coming from an app. */
  signedIn: signedInPage,
  /** Sends the browser to an app without a redirect. */
  handOff: handOffPage,
  /** Posts the response to an app (`response_mode=form_post`). */
  formPost: formPostPage,
  /** Asks before an error sends the person to an app that nobody vouches for. */
  leave: leavePage,
} satisfies Readonly<Record<string, Page<never>>>

/** All pages by name. The configuration has only the operator's own. */
export type Pages = Readonly<typeof defaultPages>

export type PageName = keyof Pages

/** The view of the page of this name, such as `PageView<'signIn'>`. */
export type PageView<Name extends PageName> = Parameters<Pages[Name]>[0]

export const pageNames = Object.keys(defaultPages) as readonly PageName[]

import { consentPage } from './authorize/consent.tsx'
import { formPostPage } from './authorize/form-post.tsx'
import { handOffPage } from './authorize/hand-off.tsx'
import { errorPage } from './errors/error.tsx'
import { signOutPage } from './logout/sign-out.tsx'
import { signedOutPage } from './logout/signed-out.tsx'
import type { Pages } from './page.ts'
import { chooseAccountPage } from './sign-in/choose-account.tsx'
import { signInPage } from './sign-in/sign-in.tsx'
import { signUpPage } from './sign-in/sign-up.tsx'
import { signUpClosedPage } from './sign-in/sign-up-closed.tsx'
import { signedInPage } from './sign-in/signed-in.tsx'

/** The pages in the box, which an operator may replace one by one. */
export const defaultPages: Pages = {
  signIn: signInPage,
  signUp: signUpPage,
  signUpClosed: signUpClosedPage,
  consent: consentPage,
  chooseAccount: chooseAccountPage,
  error: errorPage,
  signOut: signOutPage,
  signedOut: signedOutPage,
  signedIn: signedInPage,
  handOff: handOffPage,
  formPost: formPostPage,
}

import { chooseAccountPage } from './choose-account.tsx'
import { consentPage } from './consent.tsx'
import { errorPage } from './error.tsx'
import { formPostPage } from './form-post.tsx'
import { handOffPage } from './hand-off.tsx'
import type { Pages } from './page.ts'
import { signInPage } from './sign-in.tsx'
import { signOutPage } from './sign-out.tsx'
import { signUpPage } from './sign-up.tsx'
import { signUpClosedPage } from './sign-up-closed.tsx'
import { signedInPage } from './signed-in.tsx'
import { signedOutPage } from './signed-out.tsx'

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

import { answerSeeOther } from '../../answers/answer-page.ts'
import { readOrStartBrowser } from '../../edge/cookies.ts'
import type { PageEndpoint } from '../../site.ts'
import { answerSignedIn, homePath } from './home.ts'

/** `GET /account`: shows who is signed in, and lets them sign out. */
export const accountEndpoint: PageEndpoint = async (context, site) => {
  const answer = await answerSignedIn(context, site, readOrStartBrowser(context, site.parts))
  return answer ?? answerSeeOther(context, site.path('/sign-in'))
}

/**
 * `GET /`: redirects a person who types our address. An app that we are mounted in has a front page of its
 * own.
 */
export const frontEndpoint: PageEndpoint = async (context, site) => answerSeeOther(context, homePath(site))

import { answerSeeOther } from '../../answers/answer-page.ts'
import { homePath } from '../../answers/home-path.ts'
import type { PageEndpoint } from '../../site.ts'

/**
 * `GET /`: redirects a person who types our address. An app that we are mounted in has a front page of its
 * own.
 */
export const frontEndpoint: PageEndpoint = async (context, site) => answerSeeOther(context, homePath(site))

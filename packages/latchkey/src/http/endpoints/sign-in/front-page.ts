import { answerSeeOther } from '../../answers/answer-page.ts'
import type { PageEndpoint } from '../../site.ts'
import { homePath } from './home-path.ts'

/**
 * `GET /`: redirects a person who types our address. An app that we are mounted in has a front page of its
 * own.
 */
export const frontEndpoint: PageEndpoint = async (context, site) => answerSeeOther(context, homePath(site))

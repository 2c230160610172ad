import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { EdgeContext } from '../edge/edge-context.ts'
import { pageHeaders } from '../edge/security-headers.ts'
import type { PageAnswer, Site } from '../site.ts'

/** Renders a page with the headers that every page has. */
export function answerPage<View>(context: EdgeContext, site: Site, answer: PageAnswer<View>): Response {
  const html = answer.page(answer.view, site.frame(context, answer.uiLocales))
  const headers = { ...pageHeaders({ hasForm: answer.formless !== true }), ...answer.headers }
  for (const [name, value] of Object.entries(headers)) context.header(name, value)
  return context.body(html, (answer.status ?? 200) as ContentfulStatusCode)
}

/** Redirects after a GET or a POST with 303, so that no form is posted again (OAuth 2.1 §7.5.3). */
export function answerSeeOther(context: EdgeContext, location: string): Response {
  context.header('Cache-Control', 'no-store')
  context.header('Location', location)
  return context.body(null, 303)
}

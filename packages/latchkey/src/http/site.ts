import type { Parts } from '../flows/parts.ts'
import type { Pages } from '../pages/default-pages.ts'
import type { Page, PageFrame } from '../pages/page.ts'
import type { EdgeContext } from './edge/edge-context.ts'
import type { Assets } from './endpoints/assets/load-assets.ts'

/** What page endpoints work with. */
export interface Site {
  readonly parts: Parts
  readonly pages: Pages
  readonly assets: Assets
  /** A URL path of ours, under the issuer's path: `path('/sign-in', { request })`. */
  path(path: string, query?: Readonly<Record<string, string | undefined>>): string
  /** What every page gets. The language comes from the request, or from `uiLocales` if the client sent it. */
  frame(context: EdgeContext, uiLocales?: string): PageFrame
}

/** Reads a request, runs a flow, and responds with a page or a redirect. */
export type PageEndpoint = (context: EdgeContext, site: Site) => Promise<Response>

export interface PageAnswer<View> {
  readonly page: Page<View>
  readonly view: View
  readonly status?: number
  /** Set for pages without a form, which send no referrer at all. */
  readonly formless?: boolean
  readonly uiLocales?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

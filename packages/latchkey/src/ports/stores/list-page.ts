/** The most rows in one page. */
export const LONGEST_PAGE = 500

export interface ListPage {
  /** 1 to {@link LONGEST_PAGE}. */
  readonly limit: number
  /** The key of the last row seen; the page starts after it. */
  readonly after?: string
}

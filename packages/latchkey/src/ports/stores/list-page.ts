/** Rows of one page, at most. */
export const LONGEST_PAGE = 500

export interface ListPage {
  /** 1 to {@link LONGEST_PAGE}. */
  readonly limit: number
  /** The key of the last row seen; the page starts behind it. */
  readonly after?: string
}

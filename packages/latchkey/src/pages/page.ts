/** A language that the page can be read in. */
export interface LanguageLink {
  readonly locale: string
  /** In the language itself: "Deutsch". */
  readonly name: string
  /** The same page in this language. */
  readonly url: string
}

/** What every page is given: who we are, which language, where things are. URLs are ready to use. */
export interface PageFrame {
  /** A BCP 47 tag that the catalogue has. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  /** The others to choose from; none where the page is the answer to a form. */
  readonly languages: readonly LanguageLink[]
  /** Formats a message of the catalogue (ICU). */
  readonly t: (key: string, values?: Readonly<Record<string, string | number | boolean>>) => string
  readonly brand: {
    readonly name: string
    readonly logo?: string
    readonly logoDark?: string
    readonly supportUrl?: string
    readonly privacyUrl?: string
    readonly termsUrl?: string
  }
  readonly stylesheetUrl: string
  /** The operator's accent colour, as a stylesheet of its own (no inline style). */
  readonly brandStylesheetUrl: string
  readonly scriptUrl: string
  /** Shown on error pages, and in the log. */
  readonly requestId: string
}

/** Hidden fields that bind a form to this browser and this transaction. Every form carries all of them. */
export type HiddenFields = Readonly<Record<string, string>>

/** A page: a view in, a whole HTML document out. */
export type Page<View> = (view: View, frame: PageFrame) => string

/** The app that a person is on the way to. */
export interface AppView {
  readonly name: string
  /** https only, or absent. */
  readonly homepage?: string
  readonly policyUri?: string
  readonly tosUri?: string
  /** False for apps that nobody vouches for. */
  readonly verified: boolean
}

/** A language that the page can be read in. */
export interface LanguageLink {
  readonly locale: string
  /** In that language: "Deutsch". */
  readonly name: string
  /** The same page in this language. */
  readonly url: string
}

/** What every page gets: brand, language, and URLs. URLs are ready to use. */
export interface PageFrame {
  /** A BCP 47 tag that the catalogue has. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
  /** The other languages to choose from; empty if the page is the response to a form. */
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
  /** Shown on error pages and written to the log. */
  readonly requestId: string
}

/** Hidden fields that bind a form to this browser and this transaction. Every form carries all of them. */
export type HiddenFields = Readonly<Record<string, string>>

/** A page: turns a view into a complete HTML document. */
export type Page<View> = (view: View, frame: PageFrame) => string

/** The app that the person is going to. */
export interface AppView {
  readonly name: string
  /** An https URL, or absent. */
  readonly homepage?: string
  readonly policyUri?: string
  readonly tosUri?: string
  /** False for apps that the operator does not vouch for. */
  readonly verified: boolean
}

import type { PageName, PageView } from '../../../src/pages/default-pages.ts'
import type { AppView, HiddenFields } from '../../../src/pages/page.ts'

/** A page in one of its states, with the heading that it must have in English. */
export interface State<View> {
  readonly name: string
  readonly heading: string
  readonly view: View
}

/** The states of each page: at least one of every page there is. */
export type States = { readonly [Name in PageName]: readonly State<PageView<Name>>[] }

export const app: AppView = {
  name: 'Harbour Books',
  homepage: 'https://books.example',
  policyUri: 'https://books.example/privacy',
  tosUri: 'https://books.example/terms',
  verified: true,
}

export const hidden: HiddenFields = { csrf: 'c3Jm', transaction: 'dHg' }
export const account = { username: 'ada@example.com', name: 'Ada Lovelace' }
/** 2026-11-21T09:30:00Z */
export const at = 1_795_253_400

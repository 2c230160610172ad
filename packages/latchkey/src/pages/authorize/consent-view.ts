import type { ScopeDescription } from '../../protocol/resource.ts'
import type { AppView, HiddenFields } from '../page.ts'

export interface ConsentView {
  readonly action: string
  readonly hidden: HiddenFields
  readonly app: AppView
  /** Where the person will be sent. */
  readonly destination: {
    readonly kind: 'web' | 'loopback' | 'private_use'
    /** The host, or the scheme of a private-use URI. */
    readonly host: string
    readonly url: string
  }
  readonly account: { readonly username: string; readonly name?: string }
  readonly switchAccountUrl: string
  /** Grouped by API; the first group is who the person is. Optional scopes are checkboxes `name="scope"`. */
  readonly groups: readonly {
    readonly resource: { readonly name: string; readonly uri: string; readonly ours: boolean }
    readonly scopes: readonly ConsentScopeView[]
  }[]
  /** The app can keep access while the person is away (a refresh token that survives sign-out). */
  readonly offlineAccess: boolean
}

export interface ConsentScopeView extends ScopeDescription {
  /** Checked by the person; the others come with the app or not at all. */
  readonly optional: boolean
  readonly alreadyGranted: boolean
}

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
  /**
   * Grouped by API, each API that is asked for; the first group is about the person's identity. Optional
   * scopes are checkboxes `name="scope"` with the scope as value.
   */
  readonly groups: readonly {
    readonly resource: { readonly name: string; readonly uri: string; readonly ours: boolean }
    readonly scopes: readonly ConsentScopeView[]
    /**
     * Set if the app asks for the API without any of its scopes, to use it in the person's name. If optional,
     * a checkbox `name="resource"` with the URI as value.
     */
    readonly withoutScopes?: Pick<ConsentScopeView, 'optional' | 'alreadyGranted'>
  }[]
  /** The app can keep access while the person is away (a refresh token that survives sign-out). */
  readonly offlineAccess: boolean
}

export interface ConsentScopeView extends ScopeDescription {
  /** The person can untick it; the other scopes are granted together or not at all. */
  readonly optional: boolean
  readonly alreadyGranted: boolean
}

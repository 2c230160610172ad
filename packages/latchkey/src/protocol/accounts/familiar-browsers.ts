/**
 * The browsers in which an account has signed in, so that it can sign in there while strangers guess at its
 * password ("device cookies", OWASP Cheat Sheet on blocking brute-force attacks).
 */
export interface FamiliarBrowsers {
  readonly accountId: string
  /** Random ids, each of one browser and this account; the latest first. */
  readonly browserIds: readonly string[]
  /** Epoch seconds: when the last of them expires. Each one's own end is in its cookie. */
  readonly expiresAt: number
}

/** A browser in which an account has just signed in. */
export interface BrowserToRemember {
  readonly accountId: string
  readonly browserId: string
  /** The id that the same browser had for this account until now. */
  readonly replacedId?: string
  /** Epoch seconds. */
  readonly expiresAt: number
  /** How many browsers an account may have. */
  readonly most: number
}

/** The browsers of an account with this one first, as many as it may have: the one unused longest goes. */
export function rememberBrowser(
  stored: FamiliarBrowsers | undefined,
  { accountId, browserId, replacedId, expiresAt, most }: BrowserToRemember,
  now: number,
): FamiliarBrowsers {
  const before = stored !== undefined && now < stored.expiresAt ? stored : undefined
  const others = (before?.browserIds ?? []).filter((id) => id !== browserId && id !== replacedId)
  return {
    accountId,
    browserIds: [browserId, ...others].slice(0, most),
    expiresAt: Math.max(expiresAt, before?.expiresAt ?? expiresAt),
  }
}

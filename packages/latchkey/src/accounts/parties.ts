import type { Requester } from '../ports/accounts.ts'
import { canonicalUsername } from '../protocol/accounts/canonical-username.ts'
import { networkOf, siteOf } from '../protocol/network-of.ts'
import type { Party } from './fair-queue.ts'

/** A whole site, an IPv6 /48, gets as many turns as ten addresses of different sites. */
const SITE_WEIGHT = 10

/**
 * For whom a password is looked at: the address, its site, and the account, whether there is one or not. In a
 * browser that the account knows, the browser stands for it, so that nobody else can use up its turns by
 * typing the same username.
 */
export function partiesOf(requester: Requester, username?: string): readonly Party[] {
  const { address, familiarBrowserId } = requester
  const site = siteOf(address)
  return [
    { key: `network ${networkOf(address)}`, weight: 1 },
    ...(site === undefined ? [] : [{ key: `site ${site}`, weight: SITE_WEIGHT }]),
    ...(username === undefined ? [] : [accountParty(username, familiarBrowserId)]),
  ]
}

function accountParty(username: string, familiarBrowserId: string | undefined): Party {
  const key =
    familiarBrowserId === undefined
      ? `account ${canonicalUsername(username)}`
      : `browser ${familiarBrowserId}`
  return { key, weight: 1 }
}

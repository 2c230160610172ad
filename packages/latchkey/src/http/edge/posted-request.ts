import type { Parts } from '../../flows/parts.ts'
import { isWithin } from '../../protocol/is-within.ts'
import { Refusal, refuse } from '../../protocol/refusal.ts'

/** The parameter of our own that stands for a request that was posted. */
const POSTED = 'posted'
/** With anything beside it, the parameter is somebody else's. */
const QUERY = /^posted=([\w-]+)$/

/** The endpoints that a client may call by POST from its own site. */
type PostedTo = '/authorize' | '/logout'

interface PostedRequest {
  readonly to: PostedTo
  readonly parameters: string
  /** Epoch seconds. */
  readonly expiresAt: number
}

type PostedParts = Pick<Parts, 'sealer' | 'clock' | 'settings'>

/**
 * The query of the GET that continues a posted request. A POST from the client's site comes without our `Lax`
 * cookies, so the browser is redirected to a GET, which has them; and whoever posts keeps the content (ID
 * tokens, hints) out of the history, of the `Referer` and of logs, so it is encrypted there.
 */
export function sealPosted(
  { to, parameters }: { readonly to: PostedTo; readonly parameters: string },
  { sealer, clock, settings }: PostedParts,
): Readonly<Record<string, string>> {
  const expiresAt = clock.now() + settings.lifetimes.pendingAuthorizationSeconds
  return { [POSTED]: sealer.seal('posted_request', { to, parameters, expiresAt } satisfies PostedRequest) }
}

/**
 * The request of a query: the query itself, or the request that was posted.
 * @throws Refusal `page_address_damaged` or `page_expired`
 */
export function readPosted(
  query: string,
  to: PostedTo,
  { sealer, clock, settings }: PostedParts,
): { readonly parameters: string; readonly isPosted: boolean } {
  const sealed = QUERY.exec(query)?.[1]
  if (sealed === undefined) return { parameters: query, isPosted: false }
  // We encrypted it for this purpose, so its type is known.
  const posted = sealer.unseal('posted_request', sealed) as PostedRequest | undefined
  if (posted?.to !== to) return refuse('page_address_damaged')
  const { expiresAt } = posted
  const from = expiresAt - settings.lifetimes.pendingAuthorizationSeconds
  if (!isWithin({ from, until: expiresAt }, clock.now())) {
    const restart = { restartParameters: posted.parameters, restartIsPosted: true } as const
    throw new Refusal('page_expired', to === '/authorize' ? { page: restart } : {})
  }
  return { parameters: posted.parameters, isPosted: true }
}

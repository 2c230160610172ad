import type { Caller } from '../../../ports/caller.ts'
import type { GrantContext, GrantHandler, TokenDecision } from '../../../ports/grant-handler.ts'

/** A grant type as the endpoint calls it: those of the server report events, which need the caller itself. */
export interface ServedGrant<Request = unknown> extends Omit<GrantHandler<Request>, 'decide'> {
  decide(request: Request, context: GrantContext, caller: Caller): Promise<TokenDecision>
}

/** The grant types of the token endpoint. */
export interface GrantRegistry {
  find(grantType: string): ServedGrant | undefined
  /** In the order of registration, for discovery. */
  readonly grantTypes: readonly string[]
}

/**
 * Collects the grant types.
 * @throws Error for two of one name: an embedder's grant cannot replace one of ours
 */
export function createGrantRegistry(handlers: readonly ServedGrant[]): GrantRegistry {
  const byType = new Map<string, ServedGrant>()
  for (const handler of handlers) {
    if (byType.has(handler.grantType)) throw new Error(`Two grants are named ${handler.grantType}`)
    byType.set(handler.grantType, handler)
  }
  return { find: (grantType) => byType.get(grantType), grantTypes: [...byType.keys()] }
}

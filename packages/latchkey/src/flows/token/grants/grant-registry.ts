import type { GrantHandler } from '../../../ports/grant-handler.ts'

/** The grant types of the token endpoint. */
export interface GrantRegistry {
  find(grantType: string): GrantHandler | undefined
  /** In the order of registration, for discovery. */
  readonly grantTypes: readonly string[]
}

/**
 * Collects the grant types.
 * @throws Error for two of one name: an embedder's grant cannot replace one of ours
 */
export function createGrantRegistry(handlers: readonly GrantHandler[]): GrantRegistry {
  const byType = new Map<string, GrantHandler>()
  for (const handler of handlers) {
    if (byType.has(handler.grantType)) throw new Error(`Two grants are named ${handler.grantType}`)
    byType.set(handler.grantType, handler)
  }
  return { find: (grantType) => byType.get(grantType), grantTypes: [...byType.keys()] }
}

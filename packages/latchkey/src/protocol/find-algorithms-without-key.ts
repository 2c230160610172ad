/**
 * The configured algorithms with which nothing can be signed now: a key that is published, and that signs
 * later or signed before, is not enough.
 */
export function findAlgorithmsWithoutKey(
  configured: readonly string[],
  keys: readonly { readonly algorithm: string; readonly state: 'next' | 'current' | 'previous' }[],
): readonly string[] {
  const current = new Set(keys.filter(({ state }) => state === 'current').map(({ algorithm }) => algorithm))
  return configured.filter((algorithm) => !current.has(algorithm))
}

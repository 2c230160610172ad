import type { ScopeDescription } from '../resource.ts'

/**
 * The scopes that every issuer has: they are about the person, not about an API (OpenID Connect Core §5.4,
 * §11). The sentences are for consent pages that have none in the reader's language.
 */
export const identityScopes = [
  { name: 'openid', description: 'Confirm who you are', changes: false },
  { name: 'profile', description: 'See your name and profile', changes: false },
  { name: 'email', description: 'See your email address', changes: false },
  { name: 'address', description: 'See your postal address', changes: false },
  { name: 'phone', description: 'See your phone number', changes: false },
  { name: 'offline_access', description: 'Keep access while you are away', changes: false },
] as const satisfies readonly ScopeDescription[]

export type IdentityScope = (typeof identityScopes)[number]['name']

const names: ReadonlySet<string> = new Set(identityScopes.map((scope) => scope.name))

/** True for the scopes of OpenID Connect itself. */
export function isIdentityScope(scope: string): boolean {
  return names.has(scope)
}

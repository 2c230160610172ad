/** The scopes that are about the person, not about an API (OpenID Connect Core §5.4, §11). */
const names: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'email',
  'address',
  'phone',
  'offline_access',
])

/** True for the scopes of OpenID Connect itself. */
export function isIdentityScope(scope: string): boolean {
  return names.has(scope)
}

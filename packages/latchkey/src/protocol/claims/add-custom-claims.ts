/**
 * Adds the operator's claims to ours. Reserved claims and existing ones are not replaced; empty ones are left
 * out.
 */
export function addCustomClaims(
  claims: Readonly<Record<string, unknown>>,
  custom: Readonly<Record<string, unknown>>,
  reserved: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  const added = Object.entries(custom).filter(
    ([name, value]) =>
      !reserved.has(name) && !Object.hasOwn(claims, name) && value !== undefined && value !== null,
  )
  return { ...claims, ...Object.fromEntries(added) }
}

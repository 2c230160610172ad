/**
 * The operator's claims beside ours. Protocol claims and claims that are there already stay as they are;
 * empty ones are left out.
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

/**
 * The `acr` values that a session satisfies. A sign-in satisfies all configured ones, and its session notes
 * the first; one from before they were configured, or configured differently, satisfies only what it notes.
 */
function satisfiedAcrValues(noted: string | undefined, configured: readonly string[]): readonly string[] {
  if (noted === undefined) return []
  return configured.includes(noted) ? configured : [noted]
}

/** Whether a session that notes this `acr` meets an essential value (OpenID Connect Core §5.5.1.1). */
export function meetsEssentialAcr(
  essential: readonly string[] | undefined,
  noted: string | undefined,
  configured: readonly string[],
): boolean {
  if (essential === undefined) return true
  const satisfied = satisfiedAcrValues(noted, configured)
  return essential.some((value) => satisfied.includes(value))
}

/**
 * The `acr` of the tokens: of the values that the session satisfies, the one that the client prefers (OpenID
 * Connect Core §3.1.2.1), or that the session notes. Never a value that is only asked for.
 */
export function decideAcr(
  preferred: readonly string[],
  noted: string | undefined,
  configured: readonly string[],
): string | undefined {
  const satisfied = satisfiedAcrValues(noted, configured)
  return preferred.find((value) => satisfied.includes(value)) ?? noted
}

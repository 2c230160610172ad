/**
 * Most UTF-16 units of a username. An email address has at most 254 (RFC 5321 §4.5.3.1.3); no account has a
 * longer username.
 */
export const USERNAME_MAX_LENGTH = 254

/** Control and invisible characters: with them, two different usernames could look alike. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/**
 * The form of a username in which it is compared and rate-limited: without invisible characters, NFKC, lower
 * case, trimmed. All spellings of a name share one account and one rate limit (ASVS 6.3.1). May be empty, and
 * may be longer than {@link USERNAME_MAX_LENGTH}.
 */
export function canonicalUsername(username: string): string {
  // Invisible characters are removed first: they keep letters from composing, and a final sigma from being
  // final. The second NFKC is for letters that compose only in lower case.
  return username.replace(INVISIBLE, '').normalize('NFKC').toLowerCase().normalize('NFKC').trim()
}

/**
 * UTF-16 units. An email address has at most 254 (RFC 5321 §4.5.3.1.3); a longer username belongs to nobody.
 */
export const USERNAME_MAX_LENGTH = 254

/** Control characters, and those that nobody can see: they would make two usernames that look alike. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/**
 * The username as it is compared and counted: without invisible characters, NFKC, lower case, trimmed. One
 * account and one rate limit for every spelling of a name (ASVS 6.3.1). May be empty, and may be longer than
 * {@link USERNAME_MAX_LENGTH}.
 */
export function canonicalUsername(username: string): string {
  // Invisible characters go first: they keep letters from composing, and a final sigma from being final. The
  // second NFKC is for letters that compose in lower case only.
  return username.replace(INVISIBLE, '').normalize('NFKC').toLowerCase().normalize('NFKC').trim()
}

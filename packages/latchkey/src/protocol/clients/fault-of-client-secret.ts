/** The fewest characters of a client's secret. A shorter one can be guessed, however slowly. */
export const minClientSecretCharacters = 16

/** RFC 6749 appendix A.2: printable ASCII and space. */
const printable = /^[\x20-\x7e]+$/

/** What is wrong with a secret that somebody chose, or `undefined`. Never quotes it. */
export function faultOfClientSecret(secret: string): string | undefined {
  if (secret === '')
    return 'is empty: set the variable that it is read from, or leave the key out for a public client'
  if (!printable.test(secret)) return 'may contain printable ASCII only (RFC 6749 appendix A.2)'
  return secret.length < minClientSecretCharacters
    ? `must be at least ${minClientSecretCharacters} characters long: make one with \`openssl rand -hex 32\``
    : undefined
}

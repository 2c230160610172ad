import { hash, timingSafeEqual } from 'node:crypto'

/** 43 to 128 unreserved characters (RFC 7636 §4.1). */
const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/

export type CodeVerifierVerdict = 'matches' | 'missing' | 'unexpected' | 'wrong'

/**
 * Checks the verifier against the challenge (RFC 7636 §4.6, S256). Its form is checked before it is hashed,
 * or a one-character verifier could be guessed (CVE-2026-41213). A verifier without a challenge is a
 * downgrade attack (RFC 9700 §4.8.2).
 */
export function decideCodeVerifier(
  challenge: string | undefined,
  verifier: string | undefined,
): CodeVerifierVerdict {
  if (challenge === undefined) return verifier === undefined ? 'matches' : 'unexpected'
  if (verifier === undefined) return 'missing'
  if (!VERIFIER.test(verifier)) return 'wrong'
  const expected = Buffer.from(challenge, 'base64url')
  const actual = hash('sha256', verifier, 'buffer')
  return expected.byteLength === actual.byteLength && timingSafeEqual(expected, actual) ? 'matches' : 'wrong'
}

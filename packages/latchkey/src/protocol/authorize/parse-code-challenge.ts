import { refuse } from '../refusal.ts'

/** Base64url of a SHA-256 digest, without padding (RFC 7636 §4.2). */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/**
 * Parses the PKCE challenge. Only S256, and the method must be sent: without one it would be `plain`
 * (RFC 7636 §4.3).
 * @returns undefined only when PKCE is not required and no challenge was sent.
 */
export function parseCodeChallenge(options: {
  readonly challenge: string | undefined
  readonly method: string | undefined
  readonly required: boolean
  /** The operator may let this client do without, and is perhaps the one who reads the refusal. */
  readonly mayBeExempted: boolean
}): string | undefined {
  const { challenge, method, required, mayBeExempted } = options
  if (challenge === undefined) {
    if (required || method !== undefined) {
      const exemption = mayBeExempted
        ? '; for a client that cannot, the operator sets requirePkce: false'
        : ''
      refuse(
        'pkce_required',
        `Send code_challenge and code_challenge_method=S256 (PKCE, RFC 7636)${exemption}`,
      )
    }
    return undefined
  }
  if (method !== 'S256')
    refuse('pkce_method_unsupported', 'Send code_challenge_method=S256, the only method supported')
  if (!S256_CHALLENGE.test(challenge)) {
    refuse(
      'malformed_request',
      'code_challenge must be the base64url of a SHA-256 digest: 43 characters, no padding',
    )
  }
  return challenge
}

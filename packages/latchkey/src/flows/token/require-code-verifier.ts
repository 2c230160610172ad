import { refuse } from '../../protocol/refusal.ts'
import type { AuthorizationCode } from '../../protocol/token/authorization-code.ts'
import { toDeadGrant } from '../../protocol/token/dead-grant.ts'
import { decideCodeVerifier } from '../../protocol/token/decide-code-verifier.ts'
import type { Parts } from '../parts.ts'

/** Seconds in which wrong verifiers are counted; longer than any code lives. */
const WINDOW_SECONDS = 600

/**
 * The verifier must match the code's challenge (RFC 7636 §4.6). A wrong one does not use up the code, so a
 * thief without the verifier cannot spoil it for its owner with one attempt. After a few the code is dead, so
 * that nobody can go on guessing (CVE-2026-41213).
 */
export async function requireCodeVerifier(
  code: AuthorizationCode,
  verifier: string | undefined,
  parts: Pick<Parts, 'storage' | 'settings' | 'clock'>,
): Promise<void> {
  switch (decideCodeVerifier(code.codeChallenge, verifier)) {
    case 'matches':
      return
    case 'unexpected':
      return refuse('code_verifier_unexpected', 'The authorization request had no code_challenge')
    case 'missing':
      return refuse('code_verifier_mismatch', 'Send the code_verifier of the code_challenge', {
        failure: 'missing',
      })
    case 'wrong':
      await countGuess(code, parts)
      return refuse('code_verifier_mismatch', 'code_verifier is not the one of the code_challenge', {
        failure: verifier === code.codeChallenge ? 'challenge_sent_as_verifier' : 'wrong',
      })
  }
}

async function countGuess(
  code: AuthorizationCode,
  { storage, settings, clock }: Pick<Parts, 'storage' | 'settings' | 'clock'>,
): Promise<void> {
  const now = clock.now()
  const limit = settings.limits.codeVerifierAttempts
  const key = `code:${code.grantId}`
  const verdict = await storage.attempts.take({ key, limit, windowSeconds: WINDOW_SECONDS }, now)
  if (verdict.remaining === 0) await storage.grants.open(toDeadGrant(code, code.grantId, now))
}

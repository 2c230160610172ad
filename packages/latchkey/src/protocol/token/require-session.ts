import { refuse } from '../refusal.ts'
import type { Session } from '../session.ts'

/**
 * Without `offline_access`, a grant ends with the session in which it was created (RFC 10017; OpenID Connect
 * Core §11).
 */
export function requireSession(session: Session | undefined): Session {
  return session ?? refuse('grant_revoked', 'The session of this grant has ended')
}

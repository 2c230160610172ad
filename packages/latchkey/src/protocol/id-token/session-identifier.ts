import { hash } from 'node:crypto'

/**
 * The `sid` of a session for one client: stable for that client, but different for each, so that clients
 * cannot compare theirs; and the session's own id cannot be derived from it (OpenID Connect Front-Channel
 * Logout §3).
 */
export function sessionIdentifier(sessionId: string, clientId: string): string {
  return hash('sha256', `${sessionId} ${clientId}`, 'base64url').slice(0, 22)
}

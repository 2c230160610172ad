import { createHash } from 'node:crypto'

/**
 * The `sid` of a session as one client sees it: stable for that client, of no use to find the session's own
 * id, and different for every client, so that two clients cannot compare theirs (OpenID Connect Front-Channel
 * Logout §3).
 */
export function sessionIdentifier(sessionId: string, clientId: string): string {
  return createHash('sha256').update(`${sessionId} ${clientId}`).digest('base64url').slice(0, 22)
}

/** Names of events: dotted, in the past tense. */
export type EventName =
  | 'account.signed_in'
  | 'account.sign_in_failed'
  | 'account.sign_in_locked'
  | 'account.locked_out'
  | 'account.signed_up'
  | 'account.signed_out'
  | 'account.created'
  | 'account.updated'
  | 'account.password_changed'
  | 'account.disabled'
  | 'account.enabled'
  | 'account.deleted'
  | 'client.created'
  | 'client.updated'
  | 'client.deleted'
  | 'client.secret_added'
  | 'client.secret_revoked'
  | 'client.authentication_failed'
  | 'consent.allowed'
  | 'consent.denied'
  | 'code.replayed'
  | 'refresh_token.replayed'
  | 'refresh_token.adopted'
  | 'grant.revoked'
  | 'grant.scopes_left_out'
  | 'events.counted'
  | 'key.created'
  | 'request.refused'

/** An audit record: who, what, when and why; never a secret, code or token. */
export interface AuditEvent {
  /** Sorts by time. */
  readonly id: string
  /** Epoch seconds. */
  readonly at: number
  readonly name: EventName
  readonly outcome: 'success' | 'failure'
  readonly accountId?: string
  readonly clientId?: string
  readonly grantId?: string
  readonly sessionId?: string
  readonly requestId?: string
  /**
   * The client's IP address; a proxy's header counts only if the proxy is trusted. Of counted events, the
   * network (`2001:db8:1:2::/64`).
   */
  readonly address?: string
  readonly reason?: string
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

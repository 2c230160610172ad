import { guardExtension } from 'latchkey-connect/internal'
import type { AuditEvent } from '../protocol/event.ts'
import { extensionSeconds } from './extension-seconds.ts'

/** The operator's listener. Its promise rejects when the listener fails; nobody waits for it. */
export function guardListener(own: (event: AuditEvent) => unknown): (event: AuditEvent) => Promise<void> {
  return guardExtension({ name: 'onEvent', seconds: extensionSeconds.onEvent, read: () => undefined }, own)
}

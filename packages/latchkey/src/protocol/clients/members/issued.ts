import type { IssuedMember } from '../client-member.ts'

/** What this server adds to what was stated (RFC 7591 §3.2.1). */
export const issuedMembers = {
  /** Its secrets, as this server stores them: their hashes, and when they were used. */
  secrets: {
    wire: 'secrets',
    sentence: 'Its secrets, as this server stores them.',
    kind: 'secrets',
    issued: 'one, for a method with a secret',
    setBy: [],
  },
  /**
   * Tells this registration from an earlier one under the same client ID: what people allowed that one does
   * not count for this one.
   */
  registrationId: {
    wire: 'registration_id',
    sentence: 'Tells this registration from an earlier one under the same client ID.',
    kind: 'text',
    absent: 'none, for one of the configuration',
    setBy: [],
  },
  /** When it was registered, in epoch seconds. */
  createdAt: {
    wire: 'client_id_issued_at',
    sentence: 'When it was registered, in epoch seconds.',
    kind: 'time',
    issued: 'the time; 0 for one of the configuration',
    setBy: [],
  },
  /** Counts the changes. A change names the version that it is based on. */
  version: {
    wire: 'version',
    sentence: 'Counts the changes.',
    kind: 'count',
    issued: '1',
    setBy: [],
  },
} as const satisfies Record<string, IssuedMember>

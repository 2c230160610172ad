import { describe, expect, it } from 'vitest'
import { sessionIdentifier } from '../../../src/protocol/id-token/session-identifier.ts'

describe('the sid of a session', () => {
  it('is the same each time for one client, another for each other client and session', () => {
    const sid = sessionIdentifier('session', 'app')
    expect(sessionIdentifier('session', 'app')).toBe(sid)
    expect(sid).toMatch(/^[\w-]{22}$/)
    expect(sessionIdentifier('session', 'web')).not.toBe(sid)
    expect(sessionIdentifier('session2', 'app')).not.toBe(sid)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideGrantLifetime } from '../../../src/protocol/token/decide-grant-lifetime.ts'

const NOW = 1_800_000_000
const grant = {
  now: NOW,
  codeExpiresAt: NOW + 60,
  hasRefreshToken: true,
  longestAccessTokenSeconds: 600,
  refreshTokenSeconds: 10_000,
  refreshTokenIdleSeconds: 1000,
}

describe('the lifetime of a grant', () => {
  it('is the refresh token’s, idle and absolute (OWASP ASVS 10.4.8)', () => {
    expect(decideGrantLifetime(grant)).toEqual({ absoluteExpiresAt: NOW + 10_000, expiresAt: NOW + 1000 })
  })

  it('ends with the session that it is bound to (RFC 10017)', () => {
    expect(decideGrantLifetime({ ...grant, sessionExpiresAt: NOW + 500 })).toEqual({
      absoluteExpiresAt: NOW + 500,
      expiresAt: NOW + 500,
    })
  })

  it('is that of the longest access token where there is no refresh token', () => {
    const { absoluteExpiresAt } = decideGrantLifetime({ ...grant, hasRefreshToken: false })
    expect(absoluteExpiresAt).toBe(NOW + 600)
  })

  it('never ends before the code does, or the code could be used again', () => {
    const seconds = fc.integer({ min: 1, max: 1000 })
    fc.assert(
      fc.property(seconds, seconds, seconds, seconds, fc.boolean(), (session, access, refresh, idle, has) => {
        const { absoluteExpiresAt, expiresAt } = decideGrantLifetime({
          ...grant,
          hasRefreshToken: has,
          sessionExpiresAt: NOW + session,
          longestAccessTokenSeconds: access,
          refreshTokenSeconds: refresh,
          refreshTokenIdleSeconds: idle,
        })
        expect(absoluteExpiresAt).toBeGreaterThanOrEqual(grant.codeExpiresAt)
        expect(expiresAt).toBeLessThanOrEqual(absoluteExpiresAt)
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { decideCodeVerifier } from '../../../src/protocol/token/decide-code-verifier.ts'

describe('a code verifier', () => {
  it('is the one of the example in RFC 7636 appendix B', () => {
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    expect(decideCodeVerifier(challenge, verifier)).toBe('matches')
    expect(decideCodeVerifier(challenge, challenge)).toBe('wrong')
    expect(decideCodeVerifier(challenge, `${verifier}=`)).toBe('wrong')
    expect(decideCodeVerifier(challenge, undefined)).toBe('missing')
    expect(decideCodeVerifier(undefined, verifier)).toBe('unexpected')
    expect(decideCodeVerifier(undefined, undefined)).toBe('matches')
  })
})

import { describe, expect, test } from 'vitest'
import {
  type AuthorizationState,
  decideNextStep,
  type NextStep,
} from '../../../src/protocol/authorize/decide-next-step.ts'
import type { Prompt } from '../../../src/protocol/authorize/parse-prompt.ts'
import { makeClient } from '../make-client.ts'
import { makeRequest, makeSession, NOW } from './authorization.ts'

const session = makeSession()
const consent = { accountId: 'alice', clientId: 'app', scopes: ['openid'], resources: [], grantedAt: 1 }

/** A request that would get its code at once: signed in, allowed before. */
function makeState(change: Partial<AuthorizationState> = {}): AuthorizationState {
  return {
    request: makeRequest(),
    client: makeClient(),
    session,
    consent,
    issuer: 'https://id.example',
    now: NOW,
    acrValues: ['high'],
    allowed: false,
    ...change,
  }
}

function decide(
  request: Parameters<typeof makeRequest>[0],
  change: Partial<AuthorizationState> = {},
): NextStep {
  return decideNextStep(makeState({ request: makeRequest(request), ...change }))
}

describe('the next step (OpenID Connect Core §3.1.2.3, §3.1.2.4)', () => {
  test('is a code when the person is signed in and has said yes before', () => {
    expect(decide({})).toEqual({ step: 'issue-code', session })
  })

  test('is to sign in when nobody is', () => {
    expect(decide({}, { session: undefined })).toEqual({ step: 'sign-in', reauthentication: false })
  })

  test('is consent when there is no remembered yes', () => {
    expect(decide({}, { consent: undefined })).toEqual({ step: 'consent' })
  })

  test.each([
    [{ prompts: ['login' as const] }, true],
    [{ maxAge: 0 }, true],
    [{ maxAge: 99 }, true],
    [{ maxAge: 100 }, false],
    [{ maxAge: 10_000 }, false],
  ])('with %j, proving again is needed: %s (§3.1.2.1)', (request, again) => {
    expect(decide(request).step).toBe(again ? 'sign-in' : 'issue-code')
    expect(decide(request, { signedInAccountId: session.accountId }).step).toBe('issue-code')
    expect(decide(request, { signedInAccountId: 'somebody else' }).step).toBe(
      again ? 'sign-in' : 'issue-code',
    )
  })

  test('max_age=0 is prompt=login, even in the second of the sign-in (§3.1.2.1)', () => {
    const fresh = makeSession({ authTime: NOW })
    expect(decide({ maxAge: 0 }, { session: fresh })).toEqual({ step: 'sign-in', reauthentication: true })
  })

  test('is to choose when select_account is asked for, until somebody is chosen or signs in', () => {
    const request = { prompts: ['select_account' as const] }
    expect(decide(request).step).toBe('choose-account')
    expect(decide(request, { chosenAccountId: session.accountId }).step).toBe('issue-code')
    expect(decide(request, { chosenAccountId: 'somebody else' }).step).toBe('choose-account')
    expect(decide(request, { signedInAccountId: session.accountId }).step).toBe('issue-code')
  })

  test('choosing an account is not proving who one is', () => {
    const request = { prompts: ['select_account' as const, 'login' as const] }
    expect(decide(request, { chosenAccountId: session.accountId })).toEqual({
      step: 'sign-in',
      reauthentication: true,
    })
  })

  test('a request about somebody else asks for them to sign in, once (§3.1.2.1, id_token_hint)', () => {
    expect(decide({ requiredAccountId: 'bob' })).toEqual({ step: 'sign-in', reauthentication: false })
    expect(decide({ requiredAccountId: 'bob' }, { signedInAccountId: session.accountId })).toEqual({
      step: 'refuse',
      reason: 'login_required',
      description: expect.stringContaining('not signed in'),
    })
  })

  test('an essential acr that a session does not satisfy asks for a new sign-in, and never for a weaker one (§5.5.1.1)', () => {
    const request = { essentialAcrValues: ['highest', 'high'] }
    for (const weak of [session, makeSession({ acr: 'low' })]) {
      expect(decide(request, { session: weak })).toEqual({ step: 'sign-in', reauthentication: true })
      expect(decide({ ...request, prompts: ['none'] }, { session: weak })).toMatchObject({
        reason: 'login_required',
      })
      expect(decide(request, { session: weak, signedInAccountId: weak.accountId })).toMatchObject({
        step: 'refuse',
        reason: 'unmet_authentication_requirements',
      })
    }
    expect(decide(request, { session: makeSession({ acr: 'high' }) }).step).toBe('issue-code')
  })

  test.each([
    [{ session: undefined }, {}, 'login_required', 'Nobody is signed in'],
    [{ session: undefined }, { requiredAccountId: 'bob' }, 'login_required', 'person that id_token_hint'],
    [{ consent: undefined }, {}, 'consent_required', 'has not allowed'],
    [{}, { maxAge: 50 }, 'login_required', 'sign in again'],
    [{}, { essentialAcrValues: ['high'] }, 'login_required', 'sign in again'],
    [{}, { requiredAccountId: 'bob' }, 'login_required', 'person that id_token_hint'],
  ])(
    'prompt=none with %j %j is refused with its own error, which says why: %s, %s (§3.1.2.6)',
    (change, request, reason, words) => {
      expect(decide({ prompts: ['none'], ...request }, change)).toEqual({
        step: 'refuse',
        reason,
        description: expect.stringContaining(words),
      })
    },
  )

  test('prompt=none does not tell whether somebody other than the one who is named is signed in', () => {
    const request = { prompts: ['none' as const], requiredAccountId: 'bob' }
    expect(decide(request)).toEqual(decide(request, { session: undefined }))
  })
})

describe('in all states', () => {
  const states = allStates()

  test('there are many of them', () => expect(states.length).toBeGreaterThan(10_000))

  test('prompt=none never shows a page (§3.1.2.1)', () => {
    for (const state of states.filter(({ request }) => request.prompts.includes('none'))) {
      expect(['issue-code', 'refuse']).toContain(decideNextStep(state).step)
    }
  })

  test('a code is for the session that is here, of the account that is wanted, proved recently enough, with a yes', () => {
    for (const state of states) {
      const next = decideNextStep(state)
      if (next.step !== 'issue-code') continue
      expect(next.session).toBe(state.session)
      const { request } = state
      expect([undefined, next.session.accountId]).toContain(request.requiredAccountId)
      const proved = state.signedInAccountId === next.session.accountId
      if (request.prompts.includes('login')) expect(proved).toBe(true)
      if (request.maxAge !== undefined && !proved)
        expect(NOW - next.session.authTime).toBeLessThanOrEqual(request.maxAge)
      if (request.prompts.includes('consent') || state.consent === undefined) expect(state.allowed).toBe(true)
      if (request.essentialAcrValues) expect(request.essentialAcrValues).toContain(next.session.acr)
    }
  })

  test('whoever has signed in for a request is not asked to sign in again, and whoever has said yes is not asked again', () => {
    for (const state of states) {
      const { step } = decideNextStep(state)
      if (state.session && state.signedInAccountId === state.session.accountId)
        expect(step).not.toBe('sign-in')
      if (state.allowed) expect(step).not.toBe('consent')
    }
  })
})

/** Every combination of what the decision may depend on. */
function allStates(): AuthorizationState[] {
  const prompts: Prompt[][] = [
    [],
    ['none'],
    ['login'],
    ['consent'],
    ['select_account'],
    ['login', 'consent', 'select_account'],
  ]
  const states: AuthorizationState[] = []
  for (const prompt of prompts)
    for (const maxAge of [undefined, 0, 50, 500])
      for (const requiredAccountId of [undefined, 'alice', 'bob'])
        for (const essentialAcrValues of [undefined, ['high']])
          for (const current of [undefined, session, makeSession({ acr: 'high', authTime: NOW })])
            for (const signedInAccountId of [undefined, session.accountId, 'somebody else'])
              for (const chosenAccountId of [undefined, session.accountId])
                for (const remembered of [undefined, consent])
                  for (const firstParty of [false, true])
                    for (const allowed of firstParty ? [false] : [false, true]) {
                      const request = makeRequest({
                        prompts: prompt,
                        ...(maxAge !== undefined && { maxAge }),
                        ...(requiredAccountId !== undefined && { requiredAccountId }),
                        ...(essentialAcrValues && { essentialAcrValues }),
                      })
                      const client = makeClient({ firstParty })
                      if (firstParty && remembered === undefined) continue
                      states.push(
                        makeState({
                          request,
                          client,
                          session: current,
                          consent: remembered,
                          signedInAccountId,
                          chosenAccountId,
                          allowed,
                        }),
                      )
                    }
  return states
}

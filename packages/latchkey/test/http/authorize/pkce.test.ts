import { describe, expect, test } from 'vitest'
import {
  authorizeFully,
  authorizePath,
  basic,
  otherSecret,
  pkcePair,
  redeem,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'
import { expectClientError } from '../front-channel.ts'

const world = useWorld()

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const spa = { client_id: 'spa', redirect_uri: 'https://spa.example.test/cb', scope: 'openid' }

describe.each([
  ['a public client', spa],
  ['a confidential client', {}],
])('%s (RFC 7636 §4.2–§4.4; OAuth 2.1 §4.1.2.1, §7.5.1)', (_, client) => {
  const redirectUri = client === spa ? spa.redirect_uri : undefined
  test.each([
    ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['an empty challenge', { code_challenge: '' }],
    ['no method, which would mean plain', { code_challenge_method: undefined }],
    ['plain', { code_challenge_method: 'plain' }],
    ['an unknown method', { code_challenge_method: 'S512' }],
    ['a method in lower case', { code_challenge_method: 's256' }],
    ['42 characters', { code_challenge: challenge.slice(1) }],
    ['129 characters', { code_challenge: challenge.repeat(3) }],
    ['padding', { code_challenge: `${challenge.slice(1)}=` }],
    ['another alphabet', { code_challenge: `${challenge.slice(1)}+` }],
  ])('is refused with %s', async (__, changes) => {
    const visit = await world.browser().open(authorizePath({ ...client, ...changes }))
    expectClientError(visit, 'invalid_request', { ...(redirectUri && { redirectUri }) })
  })
})

test('a client registered without PKCE may use it, and is then held to it (RFC 9700 §2.1.1)', async () => {
  const other = { client_id: 'other', redirect_uri: 'https://other.example.test/cb', scope: 'openid' }
  const { verifier, challenge: code_challenge } = pkcePair()
  const { redirect_uri } = other
  const credentials = { client_id: 'other', client_secret: otherSecret, redirect_uri }
  const redeemAs = async (changes: Record<string, string | undefined>, code_verifier: string) => {
    const response = await authorizeFully(world.browser(), { ...other, ...changes })
    return redeem(world.server, response.get('code') ?? '', { ...credentials, code_verifier }, {})
  }
  expect((await redeemAs({ code_challenge }, verifier)).status).toBe(200)
  expect((await redeemAs({ code_challenge }, '')).status).toBe(400)
  const without = { code_challenge: undefined, code_challenge_method: undefined }
  expect((await redeemAs(without, '')).status).toBe(200)
  const downgraded = await redeemAs(without, verifier)
  expect([downgraded.status, (await downgraded.json()).error]).toEqual([400, 'invalid_request'])
})

test('without PKCE, /token wants the redirect_uri that the authorization request had (RFC 6749 §4.1.3)', async () => {
  const credentials = { client_id: 'other', client_secret: otherSecret, code_verifier: '' }
  const without = { code_challenge: undefined, code_challenge_method: undefined }
  const redeemAs = async (redirect_uri: string | undefined, scope: string) => {
    const asked = { client_id: 'other', redirect_uri, scope, ...without }
    const response = await authorizeFully(world.browser(), asked)
    const answer = await redeem(world.server, response.get('code') ?? '', credentials, {})
    return [answer.status, (await answer.json()).error]
  }
  expect(await redeemAs('https://other.example.test/cb', 'openid')).toEqual([400, 'invalid_request'])
  expect(await redeemAs(undefined, 'profile')).toEqual([200, undefined])
})

test('a verifier is no substitute for a secret (RFC 7636 §1)', async () => {
  const { verifier, challenge: code_challenge } = pkcePair()
  const response = await authorizeFully(world.browser(), { code_challenge })
  const code = response.get('code') ?? ''
  const answer = await redeem(world.server, code, { code_verifier: verifier, client_id: 'app' }, {})
  expect(answer.status).toBe(401)
  const wrong = await redeem(world.server, code, { code_verifier: verifier }, basic('app', 'wrong'))
  expect(wrong.status).toBe(401)
})

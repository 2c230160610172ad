import { expect, it } from 'vitest'
import { readIdTokenHint } from '../../../src/flows/sign-in/read-id-token-hint.ts'
import { ISSUER } from '../../protocol/make-client.ts'
import { backChannel } from '../back-channel.ts'

it('an ID token hint has the shape of our ID tokens, and nothing that an access token has (JWT-07; RFC 8725 §3.12)', async () => {
  const { parts } = await backChannel()
  const read = async (change: object = {}, typ?: string) => {
    const claims = { iss: ISSUER, sub: 'ada', aud: 'app', sid: 'one', exp: 1_000, ...change }
    const hint = await parts.keyRing.sign({ algorithm: 'ES256', ...(typ && { typ }), claims })
    return readIdTokenHint(hint, parts)
  }
  expect(await read()).toEqual({
    subject: 'ada',
    clientId: 'app',
    sessionIdentifier: 'one',
    expiresAt: 1_000,
  })
  expect(await read({ client_id: 'app' })).toBeUndefined()
  for (const typ of ['JWT', 'at+jwt', 'logout+jwt']) expect(await read({}, typ)).toBeUndefined()
  for (const aud of [undefined, ['app'], ['app', 'web'], 7]) expect(await read({ aud })).toBeUndefined()
  expect(await read({ iss: 'https://other.example' })).toBeUndefined()
})

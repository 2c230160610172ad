import { generateKeyPairSync, sign } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { toText } from '../../../latchkey/src/testing/scripted-browser.ts'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import { openAppWorld } from './app-world.ts'

/*
 * The issuer's keys are replaced on their way, so that ID tokens can be changed and signed again: all that is
 * wrong with them is what a test changes.
 */

type Json = Record<string, unknown>

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const kid = 'another'

function signAgain(idToken: unknown, change: { readonly header?: Json; readonly claims?: Json }): string {
  const [header = {}, claims = {}] = String(idToken).split('.', 2).map(decode)
  const signed = [
    { ...header, alg: 'ES256', kid, ...change.header },
    { ...claims, ...change.claims },
  ]
    .map(encode)
    .join('.')
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

const decode = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString())
const encode = (part: Json): string => Buffer.from(JSON.stringify(part)).toString('base64url')

const world = openedForAll(openAppWorld)
beforeAll(async () => {
  // The app knows the issuer's own keys.
  await world.person().visit('/profile')
  world.reverseProxy.change('/jwks', () => ({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }],
  }))
})

async function outcomeOf(change: Parameters<typeof signAgain>[1], rest: Json = {}): Promise<string> {
  world.reverseProxy.change('/token', (body) => ({
    ...body,
    id_token: signAgain(body.id_token, change),
    ...rest,
  }))
  const visit = await world.person().visit('/profile')
  return `${visit.status} ${toText(visit.html)}`
}

test('an issuer that changed its keys a moment ago is believed at once (OpenID Connect Core §10.1.1)', async () => {
  expect(await outcomeOf({})).toBe('200 profile of Ada Lovelace')
})

test('an ID token whose authorized party is another client is refused (OpenID Connect Core §3.1.3.7)', async () => {
  expect(await outcomeOf({ claims: { azp: 'somebody-else' } })).toMatch(/^400 .*somebody-else \(azp\)/)
  expect(await outcomeOf({ claims: { azp: 'web' } })).toBe('200 profile of Ada Lovelace')
})

test('a JWT of another kind is no ID token (RFC 8725 §3.11)', async () => {
  for (const typ of ['at+jwt', 'application/logout+jwt', 7]) {
    expect(await outcomeOf({ header: { typ } })).toMatch(/^400 .*is no ID token/)
  }
  for (const typ of ['JWT', 'jwt', 'application/jwt', undefined]) {
    expect(await outcomeOf({ header: { typ } })).toBe('200 profile of Ada Lovelace')
  }
})

test('a token that is bound to a key is refused: it could not be used as a bearer token (RFC 9449 §7.1)', async () => {
  expect(await outcomeOf({}, { token_type: 'DPoP' })).toMatch(/^500 .*type dpop/)
  expect(await outcomeOf({}, { token_type: 'bearer' })).toBe('200 profile of Ada Lovelace')
})

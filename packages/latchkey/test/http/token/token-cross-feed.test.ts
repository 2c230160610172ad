import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  call,
  introspectAs,
  isInvited,
  obtainCode,
  obtainTokens,
  redeemAs,
  refreshAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import {
  authorizePath,
  issuer,
  openWorld,
  post,
  responseOf,
  testConfiguration,
  verifier,
  type World,
} from '../../fixtures/server-without-network.ts'

/*
 * Every kind of thing that the server hands out or takes, in every place that takes another kind: refused
 * each time, never a fault (JWT-07; RFC 8725 §3.12). And what is no token at all, in every place.
 */

let world: World
let things: Record<string, string>

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const { kty = '', ...jwk } = await exportJWK(publicKey)
  world = await openWorld({
    accounts: { signUp: 'invite' },
    limits: { clientSecretAttemptsPerAddress: 1000, signUpsPerAddress: 1000 },
    clients: [
      ...(testConfiguration.clients ?? []),
      {
        clientId: 'keyed',
        grantTypes: ['client_credentials'],
        scopes: ['books:read'],
        jwks: { keys: [{ kty, ...jwk }] },
      },
    ],
  })
  const now = world.clock.now()
  const assertion = await new SignJWT({ iss: 'keyed', sub: 'keyed', aud: issuer, jti: 'one', exp: now + 60 })
    .setProtectedHeader({ alg: 'ES256' })
    .sign(privateKey)
  const scope = 'openid profile notes:read'
  const opaque = await redeemAs(world, 'app', await obtainCode(world, 'app', { scope }), {
    resource: `${testConfiguration.resources?.[1]?.uri}`,
  })
  const tokens = await obtainTokens(world)
  const waiting = await world.browser().open(authorizePath())
  const invitation = new URL((await world.server.accounts.invite()).url).searchParams.get('invitation') ?? ''
  const browser = world.browser()
  await browser.open(authorizePath())
  things = {
    'ID token': tokens.id_token,
    'access token': tokens.access_token,
    'opaque access token': (await tokensOf(Promise.resolve(opaque))).access_token,
    'refresh token': tokens.refresh_token,
    'authorization code': await obtainCode(world),
    'client assertion': assertion,
    'waiting request': new URL(waiting.url).searchParams.get('request') ?? '',
    invitation,
    'browser cookie': [...browser.cookies.values()][0] ?? '',
  }
  for (const [name, thing] of Object.entries(things)) expect(thing.length, name).toBeGreaterThan(20)
})
afterAll(() => world.server.close())

/** Places that take something, what belongs there, and how to tell that it was not taken. */
const places: Record<
  string,
  { readonly takes: readonly string[]; readonly refuses: (thing: string) => Promise<boolean> }
> = {
  'userinfo as bearer': {
    takes: ['access token'],
    refuses: async (thing) => (await userinfo(world, thing)).status === 401,
  },
  'introspection by its client': {
    takes: ['access token', 'opaque access token', 'refresh token'],
    refuses: async (thing) => (await introspectAs(world, 'app', thing)).active === false,
  },
  'token endpoint as code': {
    takes: ['authorization code'],
    refuses: (code) => isRefused(redeemAs(world, 'app', code), 'invalid_grant'),
  },
  'token endpoint as refresh token': {
    takes: ['refresh token'],
    refuses: (token) => isRefused(refreshAs(world, 'app', token), 'invalid_grant'),
  },
  'token endpoint as client assertion': {
    takes: ['client assertion'],
    refuses: (client_assertion) =>
      isRefused(
        post(world.server, '/token', {
          grant_type: 'client_credentials',
          client_id: 'keyed',
          client_assertion,
          client_assertion_type: assertionType,
        }),
        'invalid_client',
      ),
  },
  'token endpoint as client secret': {
    takes: [],
    refuses: (client_secret) =>
      isRefused(
        post(world.server, '/token', { grant_type: 'client_credentials', client_id: 'other', client_secret }),
        'invalid_client',
      ),
  },
  'token endpoint as verifier of a code': {
    takes: [],
    refuses: async (code_verifier) =>
      isRefused(redeemAs(world, 'app', await obtainCode(world), { code_verifier }), 'invalid_grant'),
  },
  'authorization endpoint as id_token_hint': {
    takes: ['ID token'],
    refuses: (id_token_hint) => isTurnedAway({ id_token_hint }, 'invalid_request'),
  },
  'authorization endpoint as request object': {
    takes: [],
    refuses: (request) => isTurnedAway({ request }, 'request_not_supported'),
  },
  'sign-in page as waiting request': {
    takes: ['waiting request'],
    refuses: (request) => isExpired(`/sign-in?${new URLSearchParams({ request })}`),
  },
  'consent page as waiting request': {
    takes: ['waiting request'],
    refuses: (request) => isExpired(`/consent?${new URLSearchParams({ request })}`),
  },
  'sign-up page as invitation': {
    takes: ['invitation'],
    refuses: async (invitation) => !(await isInvited(world, invitation)),
  },
}

/** Back at the client with this error, or, a request that is too large, on an error page. */
async function isTurnedAway(changes: Record<string, string>, error: string): Promise<boolean> {
  const visit = await world.browser().open(authorizePath(changes))
  if (visit.status === 400) return visit.html.includes('request_too_large')
  return responseOf(visit).get('error') === error
}

async function isExpired(path: string): Promise<boolean> {
  return (await world.browser().open(path)).status === 403
}

async function isRefused(answer: Promise<Response>, error: string): Promise<boolean> {
  const response = await answer
  const body = await response.json()
  expect(response.status).toBeLessThan(500)
  return response.status >= 400 && body.error === error
}

describe.each(Object.entries(places))('%s', (_, { takes, refuses }) => {
  test('takes nothing of another kind', async () => {
    for (const [name, thing] of Object.entries(things)) {
      if (!takes.includes(name)) expect(await refuses(thing), name).toBe(true)
    }
  })

  test('takes nothing that is nothing, and never breaks (JWT-08, JWT-10, JWT-11, C-60e, GEN-21; CVE-2025-30204)', async () => {
    const b64 = (text: string) => Buffer.from(text).toString('base64url')
    const nothings = [
      'x',
      '.',
      '..',
      '...',
      '.'.repeat(8000),
      'A'.repeat(8000),
      'é',
      '../../etc/passwd',
      `' OR 1=1 --`,
      '{"protected":"x","payload":"y","signature":"z"}',
      `${b64('{"alg":"none"}')}.${b64('{"sub":"alice-id"}')}.`,
      `${b64('{"alg":"NONE","typ":"at+jwt"}')}.${b64(`{"iss":"${issuer}","sub":"alice-id"}`)}.x`,
      `${b64('{"alg":"dir","enc":"A128GCM","zip":"DEF","p2c":2147483648}')}.a.b.c.d`,
    ]
    for (const nothing of nothings) expect(await refuses(nothing), nothing.slice(0, 40)).toBe(true)
  })
})

test('what belongs there is taken: the places above are real', async () => {
  expect((await userinfo(world, things['access token'] ?? '')).status).toBe(200)
  const assertion = {
    client_assertion: things['client assertion'] ?? '',
    client_assertion_type: assertionType,
  }
  const response = await post(world.server, '/token', { grant_type: 'client_credentials', ...assertion })
  expect(response.status).toBe(200)
  await tokensOf(refreshAs(world, 'app', things['refresh token'] ?? ''))
  await tokensOf(redeemAs(world, 'app', things['authorization code'] ?? '', { code_verifier: verifier }))
  const hint = authorizePath({ id_token_hint: things['ID token'] ?? '' })
  expect((await world.browser().open(hint)).html).toContain('id="sign-in"')
  await call(world, '/revoke', 'app', { token: things['opaque access token'] ?? '' })
  expect(await isInvited(world, things.invitation ?? '')).toBe(true)
})

test('revoking a thing that is no token of ours changes nothing (RFC 7009 §2.2)', async () => {
  for (const name of [
    'ID token',
    'authorization code',
    'client assertion',
    'waiting request',
    'invitation',
  ]) {
    const response = await call(world, '/revoke', 'app', { token: things[name] ?? '' })
    expect(response.status, name).toBe(200)
  }
})

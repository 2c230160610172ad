import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  call,
  introspectAs,
  isInvited,
  obtainCode,
  redeemAs,
  refreshAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import {
  type EveryKindOfToken,
  openWithEveryKind,
  type ThingName,
} from '../../fixtures/every-kind-of-token.ts'
import { authorizePath, issuer, post, responseOf, verifier } from '../../fixtures/server-without-network.ts'

/*
 * Every kind of thing that the server hands out or takes, in every place that takes another kind: refused
 * each time, never a fault (JWT-07, AT-01; RFC 8725 §3.12). And what is no token at all, in every place.
 * With access tokens of either type: where they are `JWT`, the type alone distinguishes nothing.
 */

let world: EveryKindOfToken['world']
let things: EveryKindOfToken['things']

const bye = 'https://app.example.test/bye'
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Places that take something, what belongs there, and how to tell that it was not taken. */
const places: Record<
  string,
  { readonly takes: readonly ThingName[]; readonly refuses: (thing: string) => Promise<boolean> }
> = {
  'userinfo as bearer': {
    takes: ['access token'],
    refuses: async (thing) => (await userinfo(world, thing)).status === 401,
  },
  'introspection by its client': {
    takes: ['access token', 'access token of an API', 'opaque access token', 'refresh token'],
    refuses: async (thing) => (await introspectAs(world, 'app', thing)).active === false,
  },
  'introspection by an API': {
    takes: ['access token of an API'],
    refuses: async (thing) => (await introspectAs(world, 'books', thing)).active === false,
  },
  'revocation by its client': {
    takes: ['access token', 'access token of an API', 'opaque access token', 'refresh token'],
    refuses: async (thing) => {
      const response = await call(world, '/revoke', 'app', { token: thing })
      return response.status === 200 && (await areAllAlive())
    },
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
  'logout as id_token_hint': {
    takes: ['ID token'],
    refuses: async (id_token_hint) => {
      const asked = { id_token_hint, client_id: 'app', post_logout_redirect_uri: bye }
      const visit = await world.browser().open(`/logout?${new URLSearchParams(asked)}`)
      expect(visit.status).toBeLessThan(500)
      return !visit.url.startsWith(bye)
    },
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

/** Whether all that can be revoked still works (RFC 7009 §2.2: a foreign token changes nothing). */
async function areAllAlive(): Promise<boolean> {
  const names = ['access token', 'access token of an API', 'opaque access token', 'refresh token'] as const
  const answers = await Promise.all(names.map((name) => introspectAs(world, 'app', things[name])))
  return answers.every(({ active }) => active === true)
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

describe.each(['at+jwt', 'JWT'] as const)('with access tokens of the type %s,', (typ) => {
  beforeAll(async () => {
    ;({ world, things } = await openWithEveryKind(typ))
  })
  afterAll(() => world.close())

  describe.each(Object.entries(places))('%s', (_, { takes, refuses }) => {
    test('takes nothing of another kind', async () => {
      for (const [name, thing] of Object.entries(things)) {
        if (!takes.includes(name as ThingName)) expect(await refuses(thing), name).toBe(true)
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
    expect(await areAllAlive()).toBe(true)
    expect((await userinfo(world, things['access token'])).status).toBe(200)
    const assertion = {
      client_assertion: things['client assertion'],
      client_assertion_type: assertionType,
    }
    const response = await post(world.server, '/token', { grant_type: 'client_credentials', ...assertion })
    expect(response.status).toBe(200)
    await tokensOf(refreshAs(world, 'app', things['refresh token']))
    await tokensOf(redeemAs(world, 'app', things['authorization code'], { code_verifier: verifier }))
    const hint = authorizePath({ id_token_hint: things['ID token'] })
    expect((await world.browser().open(hint)).html).toContain('id="sign-in"')
    expect(await places['introspection by an API']?.refuses(things['access token of an API'])).toBe(false)
    expect(await places['logout as id_token_hint']?.refuses(things['ID token'])).toBe(false)
    expect(await places['revocation by its client']?.refuses(things['opaque access token'])).toBe(false)
    expect(await isInvited(world, things.invitation)).toBe(true)
  })
})

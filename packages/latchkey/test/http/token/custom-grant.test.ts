import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  ConfigError,
  type Configuration,
  type GrantHandler,
  type Parameters,
  refuse,
} from '../../../src/index.ts'
import {
  call,
  expectRefusal,
  introspectAs,
  obtainTokens,
  refreshAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import {
  appSecret,
  authorizeFully,
  basic,
  booksApi,
  issuer,
  openWorld,
  post,
  testConfiguration,
  type World,
} from '../../fixtures/server-without-network.ts'

const grantType = 'urn:example:voucher'

/** A grant of an embedder: a voucher is worth a look at the books of whoever's name it bears. */
function voucherGrant(people: () => World['server']['accounts']): GrantHandler<string> {
  return {
    grantType,
    parse: (parameters: Parameters) =>
      parameters.get('voucher') ?? refuse('malformed_request', 'Send voucher'),
    async decide(voucher, { client, now }) {
      expect([client.clientId, typeof now]).toEqual(['shop', 'number'])
      if (voucher === 'fake') refuse('invalid_grant', 'This voucher was not printed here')
      if (voucher === 'greedy') return { scopes: ['books:write'], audience: [booksApi] }
      if (voucher === 'astray')
        return { scopes: ['books:read'], audience: ['https://elsewhere.example.test'] }
      if (voucher === 'broken') throw new Error('the printer is on fire: secret-of-the-printer')
      if (voucher === 'late')
        return {
          scopes: [],
          audience: [booksApi],
          commit: async () => refuse('invalid_grant', 'Spent meanwhile'),
        }
      const account = await people().find(voucher)
      if (account === undefined) return refuse('invalid_grant', 'Nobody has that name')
      const idToken = { scopes: ['openid'] }
      return { account, scopes: ['openid', 'books:read'], audience: [booksApi, issuer], idToken }
    },
  }
}

async function withShop<Result>(
  use: (world: World) => Promise<Result>,
  changes: Partial<Configuration> = {},
): Promise<Result> {
  let world: World | undefined
  const accounts = () => {
    if (world === undefined) throw new Error('Not open yet')
    return world.server.accounts
  }
  world = await openWorld({
    grants: [voucherGrant(accounts)],
    clients: [
      ...(testConfiguration.clients ?? []),
      {
        clientId: 'shop',
        clientSecret: appSecret,
        grantTypes: [grantType],
        scopes: ['openid', 'books:read'],
      },
    ],
    ...changes,
  })
  try {
    return await use(world)
  } finally {
    await world.server.close()
  }
}

const present = (world: World, voucher: string | undefined, headers = basic('shop', appSecret)) =>
  post(world.server, '/token', { grant_type: grantType, ...(voucher !== undefined && { voucher }) }, headers)

describe('a grant type of the embedder', () => {
  test('is advertised, and gives tokens like any other (RFC 6749 §4.5)', async () => {
    await withShop(async (world) => {
      const metadata = await world.server.fetch(new Request(`${issuer}/.well-known/openid-configuration`))
      expect((await metadata.json()).grant_types_supported).toContain(grantType)
      const tokens = await tokensOf(present(world, 'alice-id'))
      expect(tokens.refresh_token).toBeUndefined()
      expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'alice-id', aud: 'shop' })
      expect(await introspectAs(world, 'books', tokens.access_token)).toMatchObject({
        active: true,
        sub: 'alice-id',
      })
      expect((await userinfo(world, tokens.access_token)).status).toBe(200)
      await world.server.accounts.update('alice-id', { disabled: true })
      expect((await userinfo(world, tokens.access_token)).status).toBe(401)
      await expectRefusal(present(world, 'alice-id'), 'invalid_grant')
    })
  })

  test.each([
    ['without its parameter', undefined, 'invalid_request'],
    ['that it refuses', 'fake', 'invalid_grant'],
    ['that is refused in the last moment', 'late', 'invalid_grant'],
    ['for a scope that the client is not registered for', 'greedy', 'invalid_scope'],
    ['for an API that nobody knows', 'astray', 'invalid_target'],
  ])('says no to a request %s', async (_, voucher, error) => {
    await withShop((world) => expectRefusal(present(world, voucher), error))
  })

  test('is for clients that are registered for it and prove themselves (RFC 6749 §5.2)', async () => {
    await withShop(async (world) => {
      await expectRefusal(
        call(world, '/token', 'app', { grant_type: grantType, voucher: 'alice-id' }),
        'unauthorized_client',
      )
      await expectRefusal(present(world, 'alice-id', basic('shop', 'wrong')), 'invalid_client')
    })
  })

  test('that breaks is a fault: the client learns a request id and nothing else (OWASP ASVS 16.5.1)', async () => {
    await withShop(async (world) => {
      const response = await present(world, 'broken')
      const text = await response.text()
      expect([response.status, JSON.parse(text).error]).toEqual([500, 'server_error'])
      expect(text).not.toMatch(/printer|fire|custom-grant/)
      expect(text).toContain(response.headers.get('x-request-id') ?? 'an id')
    })
  })

  test.each([
    [[{ grantType: 'refresh_token' }], /taken already/],
    [[{ grantType: 'voucher' }], /absolute URI/],
    [[{}, {}], /taken already/],
  ])('that cannot be is told so at the start: %j', async (changes, message) => {
    const handler = voucherGrant(() => {
      throw new Error('never asked')
    })
    const grants = changes.map((change) => ({ ...handler, ...change }))
    const error = await openWorld({ grants }).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).toMatch(message)
  })
})

describe('the hook for claims', () => {
  test('adds to each kind of token what it says for it, and replaces nothing of ours', async () => {
    const seen: string[] = []
    const world = await openWorld({
      customClaimNames: ['plan'],
      customClaims: async ({ target, client, account, scopes, resource }) => {
        seen.push(`${target} ${client.clientId} ${account?.id} ${scopes.join('+')} ${resource}`)
        return {
          plan: `gold for ${target}`,
          sub: 'mallory',
          iss: 'https://evil.example.test',
          aud: 'evil',
          exp: 1,
          scope: 'all',
        }
      },
    })
    const tokens = await obtainTokens(world, 'app', { scope: 'openid books:read' })
    const ours = { iss: issuer, sub: 'alice-id' }
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      ...ours,
      plan: 'gold for access_token',
      scope: 'openid books:read',
    })
    expect(decodeJwt(tokens.id_token)).toMatchObject({ ...ours, plan: 'gold for id_token', aud: 'app' })
    expect(decodeJwt(tokens.id_token).exp).toBeGreaterThan(world.clock.now())
    const claims = await (await userinfo(world, tokens.access_token)).json()
    expect(claims).toMatchObject({ sub: 'alice-id', plan: 'gold for userinfo' })
    expect(seen).toEqual([
      `access_token app alice-id openid+books:read ${booksApi}`,
      'id_token app alice-id openid+books:read undefined',
      'userinfo app alice-id openid+books:read undefined',
    ])
    const metadata = await world.server.fetch(new Request(`${issuer}/.well-known/openid-configuration`))
    expect((await metadata.json()).claims_supported).toContain('plan')
    await world.server.close()
  })

  test('cannot dress an ID token up as an access token (JWT-07, AT-09; RFC 9068 §4)', async () => {
    const disguise = { client_id: 'app', scope: 'openid', jti: 'x.y', token_type: 'at+jwt' }
    const world = await openWorld({
      customClaims: ({ target }) => (target === 'id_token' ? disguise : {}),
    })
    const { id_token } = await obtainTokens(world, 'app', { nonce: 'n' })
    expect(await introspectAs(world, 'app', id_token)).toEqual({ active: false })
    expect((await userinfo(world, id_token)).status).toBe(401)
    await world.server.close()
  })

  test('that breaks costs nothing: the code and the refresh token are still good', async () => {
    let isBroken = true
    const world = await openWorld({
      customClaims: () => {
        if (isBroken) throw new Error('the plans are away')
        return {}
      },
    })
    const answer = await authorizeFully(world.browser())
    const redeem = () =>
      call(world, '/token', 'app', {
        grant_type: 'authorization_code',
        code: answer.get('code') ?? '',
        code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      })
    expect((await redeem()).status).toBe(500)
    isBroken = false
    const tokens = await tokensOf(redeem())
    isBroken = true
    expect((await refreshAs(world, 'app', tokens.refresh_token)).status).toBe(500)
    isBroken = false
    await tokensOf(refreshAs(world, 'app', tokens.refresh_token))
    await world.server.close()
  })
})

import { describe, expect, test } from 'vitest'
import {
  call,
  clientToken,
  expectRefusal,
  obtainCode,
  obtainTokens,
  redeemAs,
} from '../../fixtures/client-calls.ts'
import {
  appSecret,
  basic,
  issuer,
  otherSecret,
  post,
  testConfiguration,
  verifier,
} from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const oddSecret = 'a b%:+~ & other characters that have to be encoded'

const world = useWorld({
  clients: [
    ...(testConfiguration.clients ?? []),
    { clientId: 'odd:id %', clientSecret: oddSecret, grantTypes: ['client_credentials'] },
    { clientId: 'asleep', clientSecret: appSecret, grantTypes: ['client_credentials'], disabled: true },
    {
      clientId: 'pinned',
      clientSecret: appSecret,
      tokenEndpointAuthMethod: 'client_secret_basic',
      grantTypes: ['client_credentials'],
    },
    {
      clientId: 'once',
      clientSecret: appSecret,
      grantTypes: ['authorization_code'],
      redirectUris: ['https://once.example.test/cb'],
    },
  ],
  limits: { clientSecretAttemptsPerAddress: 1000 },
})

const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  post(world.server, '/token', form, headers)

describe('a token request', () => {
  test.each([
    ['without a grant_type (TOK-01; RFC 6749 §5.2)', 'app', {}, 'invalid_request'],
    ['with an unknown one (TOK-01)', 'app', { grant_type: 'magic' }, 'unsupported_grant_type'],
    [
      'with one of other letters (GEN-10)',
      'cron',
      { grant_type: 'Client_Credentials' },
      'unsupported_grant_type',
    ],
    [
      'with one that the client is not registered for (TOK-02)',
      'app',
      { grant_type: 'client_credentials' },
      'unauthorized_client',
    ],
    [
      'for a code, of a client without people (TOK-02)',
      'cron',
      { grant_type: 'authorization_code', code: 'x' },
      'unauthorized_client',
    ],
    [
      'of a public client for itself (CC-01; OAuth 2.1 §4.2)',
      'spa',
      { grant_type: 'client_credentials' },
      'unauthorized_client',
    ],
    [
      'with a password (TOK-03; RFC 9700 §2.4)',
      'app',
      { grant_type: 'password', username: 'alice@example.test', password: 'wonderland' },
      'unsupported_grant_type',
    ],
    [
      'of a public client with a password (TOK-03)',
      'spa',
      { grant_type: 'password', username: 'alice@example.test', password: 'wonderland' },
      'unsupported_grant_type',
    ],
    [
      'without a code (CODE-01; RFC 6749 §4.1.3)',
      'app',
      { grant_type: 'authorization_code' },
      'invalid_request',
    ],
    ['without a refresh token', 'app', { grant_type: 'refresh_token' }, 'invalid_request'],
  ])('%s is refused', async (_, clientId, form, error) => {
    await expectRefusal(call(world, '/token', clientId, form), error)
  })

  test('is answered with what the token is, and with no more than was granted (TOK-04, TOK-17; OAuth 2.1 §3.2.3)', async () => {
    const tokens = await obtainTokens(world, 'app', { scope: 'openid books:read admin:everything' })
    expect(tokens).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: expect.any(Number),
      scope: 'openid books:read',
      refresh_token: expect.any(String),
      id_token: expect.any(String),
    })
    expect(tokens.expires_in).toBeGreaterThan(0)
    expect(tokens.expires_in).toBeLessThanOrEqual(3600)
  })

  test('gets JSON whatever Accept says, and never a redirect (TOK-20; RFC 6749 §5.2)', async () => {
    await expectRefusal(
      token({ grant_type: 'magic' }, { ...basic('app', appSecret), accept: 'text/html' }),
      'unsupported_grant_type',
    )
  })

  test('repeats no secret and no code in what it answers (TOK-19; OWASP ASVS 16.5.1)', async () => {
    const code = await obtainCode(world)
    const form = { grant_type: 'authorization_code', code, code_verifier: 'W'.repeat(43) }
    const wrong = await expectRefusal(token(form, basic('app', appSecret)), 'invalid_grant')
    const stranger = await expectRefusal(token(form, basic('app', 'guess-of-a-secret')), 'invalid_client')
    for (const text of [wrong, stranger]) {
      for (const secret of [code, 'W'.repeat(43), appSecret, 'guess-of-a-secret', '/src/'])
        expect(text).not.toContain(secret)
    }
  })
})

describe('client authentication', () => {
  const forItself = { grant_type: 'client_credentials', scope: 'books:read' }

  test.each([
    ['a confidential client with its id alone (TOK-05; OAuth 2.1 §3.2.1)', { client_id: 'cron' }, {}],
    ['a public client with a secret in the header (TOK-06; OAuth 2.1 §3.2.2)', {}, basic('spa', 'wrong')],
    ['a public client with a secret in the body (TOK-06)', { client_id: 'spa', client_secret: 'wrong' }, {}],
    ['a client of the body with the header (TOK-12)', {}, basic('other', otherSecret)],
    ['a client of the header with the body (TOK-12)', { client_id: 'pinned', client_secret: appSecret }, {}],
    ['a confidential client with an empty secret in the header (TOK-05)', {}, basic('cron', '')],
    ['a secret of another client', {}, basic('cron', otherSecret)],
    ['a secret with something behind it', {}, basic('cron', `${appSecret} `)],
    ['a Bearer header', {}, { authorization: 'Bearer something' }],
    [
      'an assertion of another kind (CA-01, CA-11)',
      {
        client_id: 'cron',
        client_assertion: 'x',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
      },
      {},
    ],
  ] as [string, Record<string, string>, Record<string, string>][])(
    'fails for %s',
    async (_, form, headers) => {
      await expectRefusal(token({ ...forItself, ...form }, headers), 'invalid_client')
    },
  )

  test.each([
    ['header and body (TOK-10; OAuth 2.1 §2.4)', { client_secret: appSecret }, basic('cron', appSecret)],
    [
      'header and assertion (TOK-10)',
      {
        client_assertion: 'x.y.z',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      },
      basic('cron', appSecret),
    ],
    ['two clients (TOK-11; RFC 6749 §3.2.1)', { client_id: 'app' }, basic('cron', appSecret)],
  ] as [string, Record<string, string>, Record<string, string>][])(
    'by %s is ambiguous',
    async (_, form, headers) => {
      await expectRefusal(token({ ...forItself, ...form }, headers), 'invalid_request')
    },
  )

  test('takes the secret in the header or in the body where no method is registered (TOK-12; RFC 6749 §2.3.1)', async () => {
    const inHeader = await token(forItself, basic('cron', appSecret))
    const inBody = await token({ ...forItself, client_id: 'cron', client_secret: appSecret })
    expect([inHeader.status, inBody.status]).toEqual([200, 200])
  })

  test('takes the header and the same client_id in the body (RFC 6749 §3.2.1)', async () => {
    const response = await token({ ...forItself, client_id: 'cron' }, basic('cron', appSecret))
    expect(response.status).toBe(200)
  })

  test('never reads the query (TOK-07, GEN-12; OAuth 2.1 §2.4.1)', async () => {
    const query = new URLSearchParams({ client_id: 'other', client_secret: otherSecret })
    await expectRefusal(
      post(world.server, `/token?${query}`, { grant_type: 'refresh_token', refresh_token: 'x' }),
      'invalid_request',
    )
  })

  test('decodes id and secret of the header as forms (TOK-08; RFC 6749 §2.3.1)', async () => {
    const grant = { grant_type: 'client_credentials' }
    expect((await token(grant, basic('odd:id %', oddSecret))).status).toBe(200)
    // An unencoded colon ends the id (RFC 7617 §2).
    const raw = { authorization: `Basic ${Buffer.from(`odd:id %:${oddSecret}`).toString('base64')}` }
    await expectRefusal(token(grant, raw), 'invalid_client')
  })

  test.each([
    'Basic',
    'Basic ',
    'Basic %%%',
    'Basic Y3Jvbg==',
    'Basic Y3Jvbjolem/6eg==',
    `Basic ${'A'.repeat(9000)}`,
    'Basic a b',
    'Digest x',
  ])('answers %j like any other failure (TOK-08, TOK-09)', async (authorization) => {
    const response = await token(forItself, { authorization })
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /)
    await expectRefusal(response, 'invalid_client')
  })

  test('tells an unknown client, a disabled one and a wrong secret apart by nothing (TOK-13; OWASP ASVS 6.3.8)', async () => {
    const seen = new Set<string>()
    for (const headers of [
      basic('nobody', appSecret),
      basic('asleep', appSecret),
      basic('cron', 'wrong'),
      basic('other', otherSecret),
      basic('spa', 'wrong'),
      basic('cron', ''),
    ]) {
      const response = await token(forItself, headers)
      const kept = [...response.headers].filter(([name]) => name !== 'x-request-id')
      seen.add(JSON.stringify([response.status, kept, await response.text()]))
    }
    expect(seen.size).toBe(1)
  })

  test('fails with a secret that has expired (TOK-14; RFC 7591 §3.2.1)', async () => {
    const { client } = await world.server.clients.create({
      name: 'Short',
      grantTypes: ['client_credentials'],
      scopes: ['books:read'],
    })
    const expiresAt = world.clock.now() + 60
    const { clientSecret } = await world.server.clients.addSecret(client.clientId, { expiresAt })
    expect((await token(forItself, basic(client.clientId, clientSecret))).status).toBe(200)
    world.clock.advance(60)
    await expectRefusal(token(forItself, basic(client.clientId, clientSecret)), 'invalid_client')
  })
})

describe('an authorization code', () => {
  test('of a public client needs its client_id, and no other one (CODE-02; OAuth 2.1 §4.1.3)', async () => {
    const code = await obtainCode(world, 'spa')
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier }
    await expectRefusal(token(form), 'invalid_request')
    await expectRefusal(redeemAs(world, 'phone', code), 'invalid_grant')
    expect((await redeemAs(world, 'spa', code)).status).toBe(200)
  })

  test('of one client is nothing to another, and not harmed by it (CODE-03, C-23)', async () => {
    const code = await obtainCode(world, 'app')
    for (const thief of ['other', 'spa', 'mine'])
      await expectRefusal(redeemAs(world, thief, code), 'invalid_grant')
    expect((await redeemAs(world, 'app', code)).status).toBe(200)
  })

  test('used twice gives nothing more, and takes back what it gave (CODE-04, CODE-05; OAuth 2.1 §4.1.3)', async () => {
    const code = await obtainCode(world)
    const { access_token, refresh_token } = await (await redeemAs(world, 'app', code)).json()
    await expectRefusal(redeemAs(world, 'app', code), 'invalid_grant')
    const headers = { authorization: `Bearer ${access_token}` }
    expect((await world.server.fetch(new Request(`${issuer}/userinfo`, { headers }))).status).toBe(401)
    await expectRefusal(
      call(world, '/token', 'app', { grant_type: 'refresh_token', refresh_token }),
      'invalid_grant',
    )
  })

  test('replayed by somebody who cannot use it takes nothing back (CODE-06; OAuth 2.1 §7.5.2)', async () => {
    const code = await obtainCode(world)
    const { access_token } = await (await redeemAs(world, 'app', code)).json()
    await expectRefusal(redeemAs(world, 'app', code, { code_verifier: 'W'.repeat(43) }), 'invalid_grant')
    await expectRefusal(
      redeemAs(world, 'app', code, { redirect_uri: 'https://app.example.test/cb2?tenant=1' }),
      'invalid_grant',
    )
    await expectRefusal(redeemAs(world, 'other', code), 'invalid_grant')
    const headers = { authorization: `Bearer ${access_token}` }
    expect((await world.server.fetch(new Request(`${issuer}/userinfo`, { headers }))).status).toBe(200)
  })

  test('goes with the redirect URI that it was sent to, or with none (CODE-08; OAuth 2.1 §10.2)', async () => {
    const code = await obtainCode(world)
    await expectRefusal(
      redeemAs(world, 'app', code, { redirect_uri: 'https://app.example.test/cb/' }),
      'invalid_grant',
    )
    expect((await redeemAs(world, 'app', code, { redirect_uri: 'https://app.example.test/cb' })).status).toBe(
      200,
    )
  })

  test('that is expired, unknown, broken or another’s fails in the same words (CODE-09, C-31, C-32; RFC 6749 §5.2)', async () => {
    const expired = await obtainCode(world)
    world.clock.advance(60)
    const good = await obtainCode(world)
    const last = good.endsWith('A') ? 'B' : 'A'
    const broken = [
      good.slice(0, -1),
      `${good}A`,
      good.slice(0, -1) + last,
      good.slice(1),
      [...good].reverse().join(''),
      `${good}.`,
      'x',
      'é',
      `${good}=`,
    ]
    const seen = new Set<string>()
    for (const code of [expired, await obtainCode(world, 'spa'), ...broken]) {
      seen.add(await expectRefusal(redeemAs(world, 'app', code), 'invalid_grant'))
    }
    expect(seen.size).toBe(1)
  })

  test('is worth nothing once the account is disabled (CODE-10; OWASP ASVS 7.4.2)', async () => {
    const code = await obtainCode(world, 'app', { scope: 'openid offline_access' }, [
      'carol@example.test',
      'christmas',
    ])
    await world.server.accounts.update('carol-id', { disabled: true })
    await expectRefusal(redeemAs(world, 'app', code), 'invalid_grant')
    await world.server.accounts.update('carol-id', { disabled: false })
    await expectRefusal(redeemAs(world, 'app', code), 'invalid_grant')
  })

  test('is worth nothing once the person took the consent back (CODE-10)', async () => {
    const code = await obtainCode(world, 'app', { scope: 'openid offline_access' })
    await world.server.grants.revokeAll({ accountId: 'alice-id', clientId: 'app' })
    await expectRefusal(redeemAs(world, 'app', code), 'invalid_grant')
  })

  test('is worth nothing once the password was changed, offline_access or not (C-83)', async () => {
    for (const scope of ['openid', 'openid offline_access']) {
      const code = await obtainCode(world, 'app', { scope }, ['bob@example.test', 'builder'])
      await world.server.accounts.setPassword('bob-id', 'builder')
      await expectRefusal(redeemAs(world, 'app', code), 'invalid_grant')
    }
  })

  test('gives the scopes that were allowed, whatever the token request says (CODE-12)', async () => {
    const code = await obtainCode(world, 'app', { scope: 'openid profile' })
    const answer = await redeemAs(world, 'app', code, { scope: 'openid profile books:write' })
    expect(await answer.json()).toMatchObject({ scope: 'openid profile' })
  })

  test('gives no refresh token to a client that is not registered for it (RT-15; OAuth 2.1 §3.2.3)', async () => {
    const code = await obtainCode(world, 'once', {
      redirect_uri: 'https://once.example.test/cb',
      scope: 'openid offline_access',
    })
    const answer = await token(
      { grant_type: 'authorization_code', code, code_verifier: verifier },
      basic('once', appSecret),
    )
    expect(await answer.json()).not.toHaveProperty('refresh_token')
  })

  test('is guessed at only a few times, and never with a short verifier (C-25, C-26; CVE-2026-41213, CVE-2023-48228)', async () => {
    const code = await obtainCode(world)
    const form = { grant_type: 'authorization_code', code }
    for (const wrong of [
      {},
      { code_verifier: '' },
      { code_verifier: 'short' },
      { code_verifier: 'W'.repeat(129) },
    ]) {
      await expectRefusal(call(world, '/token', 'app', { ...form, ...wrong }), 'invalid_grant')
    }
    for (let guess = 0; guess < 10; guess++) {
      await expectRefusal(
        redeemAs(world, 'app', code, { code_verifier: `${guess}`.repeat(43) }),
        'invalid_grant',
      )
    }
    await expectRefusal(redeemAs(world, 'app', code), 'invalid_grant')
  })
})

test('many tokens are all different and long enough that none can be guessed (GEN-19; RFC 6749 §10.10)', async () => {
  const seen = new Set<string>()
  for (let count = 0; count < 200; count++) {
    const { access_token } = await clientToken(world, { scope: 'notes:read' })
    seen.add(access_token)
    expect(access_token.length).toBeGreaterThan(100)
  }
  expect(seen.size).toBe(200)
})

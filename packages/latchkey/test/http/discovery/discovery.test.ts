import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { builtInGrantTypes } from '../../../src/flows/token/grants/built-in-grants.ts'
import { obtainTokens, refreshAs, tokensOf, userinfo } from '../../fixtures/client-calls.ts'
import { issuer, openWorld, testConfiguration, type World } from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld()

const documents = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

async function read(path: string, on: World = world, headers: Record<string, string> = {}) {
  const response = await on.server.fetch(new Request(new URL(path, on.server.issuer), { headers }))
  return { response, text: await response.text() }
}

async function metadata(on: World = world): Promise<Record<string, unknown>> {
  const path = new URL(on.server.issuer).pathname.replace(/\/$/, '')
  return JSON.parse((await read(`${path}${documents[0]}`, on)).text)
}

async function publishedKeys(on: World = world) {
  const { text } = await read('/jwks', on)
  return (JSON.parse(text) as { keys: Record<string, string>[] }).keys
}

describe('the metadata', () => {
  test.each([
    ['https://id.example.test', ['']],
    ['https://id.example.test/', ['']],
    ['https://id.example.test/t1', ['/t1']],
    ['https://id.example.test/a/b', ['/a/b']],
  ])(
    'of %s stands at each of its addresses, with that issuer to the byte (MD-01, MD-03, MD-13; RFC 8414 §3, §3.3)',
    async (name, [path]) => {
      const here = await openWorld({ issuer: name })
      const texts = new Set<string>()
      for (const document of documents) {
        for (const address of [`${document}${path}`, `${path}${document}`]) {
          const { response, text } = await read(address, here)
          expect(response.status, address).toBe(200)
          texts.add(text)
        }
      }
      expect(texts.size).toBe(1)
      expect(JSON.parse([...texts][0] ?? '').issuer).toBe(name)
      await here.server.close()
    },
  )

  test('is not found for an issuer that is not here (MD-02; RFC 8414 §3.2)', async () => {
    for (const path of documents.flatMap((document) => [
      `${document}/other`,
      `/other${document}`,
      `${document}/`,
    ])) {
      expect((await read(path)).response.status, path).toBe(404)
    }
  })

  test('has what is required, what would default to something else, and nothing empty (MD-04 to MD-08, MD-10, MD-11)', async () => {
    const found = await metadata()
    expect(found).toMatchObject({
      issuer,
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      grant_types_supported: [...builtInGrantTypes],
      subject_types_supported: ['public'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      request_uri_parameter_supported: false,
      request_parameter_supported: false,
      token_endpoint_auth_methods_supported: expect.arrayContaining(['private_key_jwt']),
      revocation_endpoint_auth_methods_supported: expect.any(Array),
      introspection_endpoint_auth_methods_supported: expect.not.arrayContaining(['none']),
    })
    expect(found.id_token_signing_alg_values_supported).toContain('RS256')
    for (const [name, value] of Object.entries(found)) {
      expect(value, name).not.toBeNull()
      if (!Array.isArray(value)) continue
      expect(value.length, name).toBeGreaterThan(0)
      expect(new Set(value).size, name).toBe(value.length)
      if (name.includes('_alg_'))
        expect(
          value.filter((alg) => /^(?:none|HS)/i.test(alg)),
          name,
        ).toEqual([])
    }
  })

  test('names addresses of the issuer only, and each of them is there (MD-16, GEN-18; RFC 8414 §2)', async () => {
    const path = 'https://id.example.test/t1'
    const here = await openWorld({ issuer: path })
    const endpoints = Object.entries(await metadata(here)).filter(([name]) =>
      /_endpoint$|^jwks_uri$/.test(name),
    )
    expect(endpoints.length).toBeGreaterThanOrEqual(7)
    for (const [name, url] of endpoints) {
      expect(url, name).toMatch(/^https:\/\/id\.example\.test\/t1\/[^?#]+$/)
      expect((await read(String(url), here)).response.status, name).not.toBe(404)
    }
    await here.server.close()
  })

  test('is made from the configuration, whatever the headers of a request say (MD-03, GEN-22, C-106)', async () => {
    const { text: plain } = await read(documents[0] ?? '')
    const headers = {
      host: 'evil.example.test',
      'x-forwarded-host': 'evil.example.test',
      'x-forwarded-proto': 'http',
      'x-original-url': '/evil',
      forwarded: 'host=evil.example.test;proto=http',
      'accept-language': 'de',
      cookie: 'a=b',
    }
    const { response, text } = await read(`${documents[0]}?x=${Math.random()}`, world, headers)
    expect(text).toBe(plain)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  test('may be read from any page, without credentials (MD-14, GEN-16)', async () => {
    for (const path of [...documents, '/jwks']) {
      const { response } = await read(path, world, { origin: 'https://anyone.example.test' })
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(response.headers.get('access-control-allow-credentials')).toBeNull()
      expect(response.headers.get('cache-control')).toMatch(
        /^public, max-age=([1-9]\d{0,2}|[12]\d{3}|3[0-5]\d{2}|3600)$/,
      )
    }
  })
})

describe('the key set', () => {
  test('has public keys only, each for one algorithm and for signatures (JWK-01, JWK-02, JWK-05, JWK-06; RFC 7517)', async () => {
    const keys = await publishedKeys()
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
    for (const key of keys) {
      expect(key).toMatchObject({ use: 'sig', alg: expect.stringMatching(/^(?:RS256|PS256|ES256|EdDSA)$/) })
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'])
        expect(key).not.toHaveProperty(secret)
      if (key.kty === 'RSA') expect(Buffer.from(key.n ?? '', 'base64url').length).toBeGreaterThanOrEqual(256)
      if (key.kty === 'EC') expect(key.crv).toBe('P-256')
    }
  })

  test('verifies both tokens of a sign-in, by their kid (JWK-03, AT-01, AT-02, AT-11, OIDC-07; RFC 9068 §2.1)', async () => {
    const tokens = await obtainTokens(world)
    const keys = createLocalJWKSet({ keys: (await publishedKeys()) as never })
    const currentDate = new Date(world.clock.now() * 1000)
    const access = await jwtVerify(tokens.access_token, keys, { issuer, typ: 'at+jwt', currentDate })
    expect(access.protectedHeader).toMatchObject({ typ: 'at+jwt', alg: 'ES256', kid: expect.any(String) })
    const id = await jwtVerify(tokens.id_token, keys, { issuer, audience: 'app', currentDate })
    expect(id.protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) })
    expect(id.protectedHeader.typ ?? 'JWT').toBe('JWT')
  })

  test('has a new key before it signs and the old one until its tokens have expired (JWK-04; OpenID Connect Core §10.1.1)', async () => {
    const here = await openWorld()
    const before = await obtainTokens(here)
    const oldKid = decodeProtectedHeader(before.id_token).kid
    const made = await here.server.keys.rotate()
    const kids = async () => (await publishedKeys(here)).map(({ kid }) => kid)
    expect(await kids()).toEqual(expect.arrayContaining([oldKid, ...made.map(({ kid }) => kid)]))
    const between = await obtainTokens(here)
    expect(decodeProtectedHeader(between.id_token).kid).toBe(oldKid)
    here.clock.advance(24 * 3600)
    const after = await obtainTokens(here, 'app', { scope: 'openid offline_access' })
    const newKid = decodeProtectedHeader(after.id_token).kid
    expect(made.map(({ kid }) => kid)).toContain(newKid)
    expect(await kids()).toContain(oldKid)
    here.clock.advance(2 * 3600)
    expect(await kids()).not.toContain(oldKid)
    expect((await tokensOf(refreshAs(here, 'app', after.refresh_token))).id_token).toBeTypeOf('string')
    await here.server.close()
  })

  test('still verifies what was signed just before an immediate rotation (JWK-04)', async () => {
    const here = await openWorld()
    const { access_token } = await obtainTokens(here)
    await here.server.keys.rotate({ immediately: true })
    expect((await userinfo(here, access_token)).status).toBe(200)
    const next = await obtainTokens(here)
    expect(decodeProtectedHeader(next.access_token).kid).not.toBe(decodeProtectedHeader(access_token).kid)
    await here.server.close()
  })

  test('is only as large as what is used: an algorithm comes with the client that wants it', async () => {
    const here = await openWorld({
      idTokenAlgorithm: 'EdDSA',
      clients: [
        { ...(testConfiguration.clients?.[0] ?? { clientId: 'app' }), idTokenSignedResponseAlg: 'PS256' },
      ],
    })
    expect((await publishedKeys(here)).map(({ alg }) => alg).sort()).toEqual([
      'ES256',
      'EdDSA',
      'PS256',
      'RS256',
    ])
    expect(decodeProtectedHeader((await obtainTokens(here)).id_token).alg).toBe('PS256')
    await here.server.close()
  })
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { obtainTokens, userinfo } from '../fixtures/client-calls.ts'
import { authorizePath, issuer, post, testConfiguration } from '../fixtures/server-without-network.ts'
import { useWorldPerTest } from '../fixtures/use-world.ts'

const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const own = await generateKeyPair('ES256')
const attackers = await generateKeyPair('ES256')
const ownJwk: JWK = { ...(await exportJWK(own.publicKey)), kid: 'k1' }
const attackersJwk: JWK = await exportJWK(attackers.publicKey)

const world = useWorldPerTest({
  clients: [
    ...(testConfiguration.clients ?? []),
    ...['signer', 'signer2'].map((clientId) => ({
      clientId,
      tokenEndpointAuthMethod: 'private_key_jwt' as const,
      grantTypes: ['client_credentials'],
      scopes: ['books:read'],
      jwks: { keys: [{ kty: 'EC', ...ownJwk }] },
    })),
  ],
})

function assertion(
  changes: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key = own.privateKey,
) {
  const now = world.clock.now()
  const claims = {
    iss: 'signer',
    sub: 'signer',
    aud: issuer,
    jti: crypto.randomUUID(),
    exp: now + 60,
    iat: now,
  }
  return new SignJWT({ ...claims, ...changes })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header })
    .sign(key)
}

async function present(
  client_assertion: string,
  changes: Record<string, string> = {},
  path = '/token',
): Promise<number> {
  const form = {
    grant_type: 'client_credentials',
    client_assertion,
    client_assertion_type: type,
    token: 'x',
    ...changes,
  }
  return (await post(world.server, path, form)).status
}

describe("an app's assertion (RFC 7523 §3)", () => {
  test('works once, whichever endpoint it was shown to first (C-59, CVE-2020-15222)', async () => {
    const first = await assertion()
    expect(await present(first)).toBe(200)
    expect(await present(first)).toBe(401)
    expect(await present(first, {}, '/introspect')).toBe(401)
    const second = await assertion()
    expect(await present(second, {}, '/introspect')).toBe(200)
    expect(await present(second)).toBe(401)
  })

  test('shown twenty times at once works once', async () => {
    const one = await assertion()
    const statuses = await Promise.all(Array.from({ length: 20 }, () => present(one)))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  })

  test('is refused with a key that it brings along or points to (C-58, RFC 8725 §3.10)', async () => {
    for (const header of [
      { jwk: attackersJwk, kid: undefined },
      { jwk: attackersJwk },
      { jku: 'https://evil.test/jwks', kid: 'evil' },
      { x5u: 'https://evil.test/cert' },
      { kid: '../../../../dev/null' },
      { kid: "k1' UNION SELECT 1 --" },
      { kid: '__proto__' },
      { crit: ['exp'], exp: 1 },
      { b64: false, crit: ['b64'] },
    ]) {
      const forged = assertion({}, header, attackers.privateKey).catch(() => 'a.b.c')
      expect(await present(await forged), JSON.stringify(header)).toBe(401)
    }
  })

  test('is refused unsigned, and with the public key taken for a shared secret (RFC 8725 §2.1)', async () => {
    const claims = { iss: 'signer', sub: 'signer', aud: issuer, jti: 'x', exp: world.clock.now() + 60 }
    expect(await present(new UnsecuredJWT(claims).encode())).toBe(401)
    const shared = new TextEncoder().encode(JSON.stringify(ownJwk))
    for (const alg of ['HS256', 'HS512']) {
      const jwt = await new SignJWT(claims).setProtectedHeader({ alg, kid: 'k1' }).sign(shared)
      expect(await present(jwt)).toBe(401)
    }
  })

  test.each([
    ['for another server', { aud: 'https://other.example.test' }],
    ['for several servers', { aud: [issuer, 'https://other.example.test'] }],
    ['for the token endpoint, unless registered so (RFC 7523bis)', { aud: `${issuer}/token` }],
    ['of another app', { iss: 'signer2', sub: 'signer2' }],
    ['issued by another app', { iss: 'signer2' }],
    ['that has expired', { exp: 1 }],
    ['that never expires', { exp: undefined }],
    ['that lives for a year', { exp: 4_000_000_000 }],
    ['without jti', { jti: undefined }],
    ['with a jti of any size', { jti: 'x'.repeat(1000) }],
    ['from the future', { iat: 4_000_000_000 }],
  ])('is refused %s', async (_, changes) => {
    expect(await present(await assertion(changes), { client_id: 'signer' })).toBe(401)
  })

  test('does not stand beside another proof, or another client_id', async () => {
    expect(await present(await assertion(), { client_secret: 'x', client_id: 'signer' })).toBe(400)
    expect(await present(await assertion(), { client_id: 'signer2' })).toBe(401)
    expect(await present(await assertion(), { client_id: 'cron' })).toBe(401)
  })
})

test('a token of ours is not made with anything that we publish (C-31, C-58)', async () => {
  const { access_token, id_token } = await obtainTokens(world, 'app', { scope: 'openid profile' })
  const [header = '', payload = '', signature = ''] = access_token.split('.')
  const decoded = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const { keys } = await (await world.server.fetch(new Request(`${issuer}/jwks`))).json()
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const published = new TextEncoder().encode(JSON.stringify(keys[0]))
  const forgeries = [
    `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    `${encode({ alg: 'none', typ: 'at+jwt', kid })}.${payload}.${signature}`,
    `${header}.${encode({ ...decoded, sub: 'bob-id' })}.${signature}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}.${payload}.${signature.slice(0, -1)}`,
    `${header}.${payload}.${signature}=`,
    `${header}.${payload}.${signature}.${signature}`,
    await new SignJWT(decoded).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid }).sign(published),
    await new SignJWT(decoded)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .sign(attackers.privateKey),
    await new SignJWT(decoded)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk: attackersJwk })
      .sign(attackers.privateKey),
    id_token,
  ]
  for (const forged of forgeries)
    expect((await userinfo(world, forged)).status, forged.slice(0, 40)).toBe(401)
  for (const key of keys) expect(Object.keys(key)).not.toEqual(expect.arrayContaining(['d']))
})

describe('nothing is fetched from where a stranger says (C-67, C-68)', () => {
  test('no request_uri, no jwks_uri inside our network', async () => {
    let visits = 0
    const trap = createServer((_request, response) => {
      visits += 1
      response.end('{}')
    })
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
    const inside = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/jwks`
    const visit = await world.browser().open(authorizePath({ request_uri: inside }))
    expect(visit.url).toContain('error=request_uri_not_supported')
    for (const jwksUri of [
      inside,
      inside.replace('http:', 'https:'),
      'https://169.254.169.254/',
      'https://[::ffff:127.0.0.1]/',
      'https://localhost/',
    ]) {
      const registration = {
        name: 'x',
        clientId: `c${Math.random()}`,
        tokenEndpointAuthMethod: 'private_key_jwt' as const,
        grantTypes: ['client_credentials'],
        scopes: ['books:read'],
        jwksUri,
      }
      const { client } = await world.server.clients.create(registration)
      const { clientId } = client
      expect(await present(await assertion({ iss: clientId, sub: clientId }))).toBe(401)
    }
    expect(visits).toBe(0)
    await new Promise((resolve) => trap.close(resolve))
  })
})

test('a secret is shown once, when it is made, and by nothing after (C-103, CVE-2020-27838)', async () => {
  const { clients } = world.server
  const created = await clients.create({ name: 'x', redirectUris: ['https://x.example.test/cb'] })
  const secret = created.clientSecret ?? ''
  expect(secret.length).toBeGreaterThan(40)
  const seen = JSON.stringify([
    created.client,
    await clients.find(created.client.clientId),
    await clients.list(),
    await world.server.events.list(),
  ])
  expect(seen).not.toContain(secret)
  expect(seen).not.toContain('secretHash')
})

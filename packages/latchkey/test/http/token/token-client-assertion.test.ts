import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../../src/testing/fake-clock.ts'
import { expectRefusal } from '../../fixtures/client-calls.ts'
import { close, listen, openKeyHost } from '../../fixtures/loopback-server.ts'
import { appSecret, issuer, openWorld, post, type World } from '../../fixtures/server-without-network.ts'
import { inTemporaryFolder } from '../../fixtures/temporary-folder.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const pair = await generateKeyPair('ES256', { extractable: true })
const stranger = await generateKeyPair('ES256', { extractable: true })
const publicJwk = { kty: '', ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' }
const robot = {
  clientId: 'robot',
  grantTypes: ['client_credentials'],
  scopes: [],
  jwks: { keys: [publicJwk] },
}

const world = useWorld({
  clients: [
    robot,
    { ...robot, clientId: 'classic', assertionAudience: 'endpoint' },
    { clientId: 'secretive', clientSecret: appSecret, grantTypes: ['client_credentials'] },
  ],
  limits: { clientSecretAttemptsPerAddress: 1000 },
})
let count = 0

function assert(
  claims: Record<string, unknown> = {},
  header: Partial<JWTHeaderParameters> = {},
  key: CryptoKey = pair.privateKey,
): Promise<string> {
  count += 1
  const now = world.clock.now()
  const good = { iss: 'robot', sub: 'robot', aud: issuer, jti: `jti-${count}`, iat: now, exp: now + 60 }
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header })
    .sign(key)
}

const endpoints: Record<string, Record<string, string>> = {
  '/token': { grant_type: 'client_credentials' },
  '/introspect': { token: 'x' },
  '/revoke': { token: 'x' },
}

function present(assertion: string, path = '/token', on: World = world): Promise<Response> {
  const form = { ...endpoints[path], client_assertion: assertion, client_assertion_type: assertionType }
  return post(on.server, path, form)
}

describe.each(Object.keys(endpoints))('a client assertion at %s', (path) => {
  test('for our issuer is good, also as the one member of a list (CA-03; RFC 7523bis §4)', async () => {
    expect((await present(await assert(), path)).status).toBe(200)
    expect((await present(await assert({ aud: [issuer] }), path)).status).toBe(200)
  })

  test.each([
    ['the token endpoint', `${issuer}/token`],
    ['another endpoint', `${issuer}/introspect`],
    ['the issuer with a slash', `${issuer}/`],
    ['the issuer and another', [issuer, 'https://other.example.test']],
    ['the issuer twice', [issuer, issuer]],
    ['another server', 'https://other.example.test'],
    ['nobody', undefined],
  ])('for %s is not (CA-03, CA-09; RFC 7523bis §4)', async (_, aud) => {
    await expectRefusal(present(await assert({ aud }), path), 'invalid_client')
  })

  test('works once, there and elsewhere (CA-05, C-59; CVE-2020-15222)', async () => {
    const assertion = await assert()
    expect((await present(assertion, path)).status).toBe(200)
    for (const other of Object.keys(endpoints))
      await expectRefusal(present(assertion, other), 'invalid_client')
    world.clock.advance(60)
    await expectRefusal(present(assertion, path), 'invalid_client')
  })
})

describe('a client assertion', () => {
  const now = () => world.clock.now()

  test.each([
    ['without sub (CA-02)', () => assert({ sub: undefined })],
    ['without iss (CA-02)', () => assert({ iss: undefined })],
    ['of another client (CA-02)', () => assert({ iss: 'classic', sub: 'classic' }, {}, stranger.privateKey)],
    ['about another client (CA-02)', () => assert({ sub: 'classic' })],
    ['without exp (CA-04)', () => assert({ exp: undefined })],
    ['that is long past (CA-04)', () => assert({ exp: now() - 300 })],
    ['for a day (CA-04, JWT-12)', () => assert({ exp: now() + 24 * 3600 })],
    ['from the future (CA-04)', () => assert({ iat: now() + 300 })],
    ['not yet valid (CA-04)', () => assert({ nbf: now() + 300 })],
    ['without jti (CA-05)', () => assert({ jti: undefined })],
    ['whose exp is a text (JWT-10)', () => assert({ exp: `${now() + 60}` as never })],
    ['of the type of another token (CA-08, JWT-07)', () => assert({}, { typ: 'dpop+jwt' })],
    ['of the type of an access token (CA-08)', () => assert({}, { typ: 'at+jwt' })],
    ['signed by a stranger (C-58)', () => assert({}, {}, stranger.privateKey)],
    [
      'that brings the key along (CA-07, C-58; CVE-2026-81829)',
      async () => assert({}, { jwk: await exportJWK(stranger.publicKey) } as never, stranger.privateKey),
    ],
    ['with an unknown kid (JWT-09)', () => assert({}, { kid: '../../etc/passwd' })],
    ['with a kid that is SQL (JWT-09)', () => assert({}, { kid: "' OR 1=1 --" })],
    ['with crit (JWT-08)', () => assert({}, { crit: ['exp'] } as never).catch(() => 'a.b.c')],
  ])('%s is refused', async (_, make) => {
    await expectRefusal(present(await make()), 'invalid_client')
  })

  test('never takes our public key for a shared secret, and is never unsigned (CA-06, JWT-01, JWT-02)', async () => {
    const pem = await exportSPKI(pair.publicKey)
    const claims = { iss: 'robot', sub: 'robot', aud: issuer, jti: 'forged', exp: world.clock.now() + 60 }
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    for (const alg of ['HS256', 'none', 'None', 'nOnE', 'ES384']) {
      const signed = `${encode({ alg, kid: 'one' })}.${encode(claims)}`
      const mac = createHmac('sha256', pem).update(signed).digest('base64url')
      for (const signature of [mac, '', 'AA']) {
        await expectRefusal(present(`${signed}.${signature}`), 'invalid_client')
      }
    }
  })

  test('from a clock that is a little ahead is good (CA-04)', async () => {
    expect((await present(await assert({ iat: now() + 8, nbf: now() + 8 }))).status).toBe(200)
  })

  test.each(['JWT', 'client-authentication+jwt'])('may be of the type %s (CA-08)', async (typ) => {
    expect((await present(await assert({}, { typ }))).status).toBe(200)
  })

  test('for the token endpoint is good for a client that is registered so, and for no other server', async () => {
    const claims = { iss: 'classic', sub: 'classic' }
    expect((await present(await assert({ ...claims, aud: `${issuer}/token` }))).status).toBe(200)
    const other = await assert({ ...claims, aud: 'https://other.example.test/token' })
    await expectRefusal(present(other), 'invalid_client')
  })

  test('must be of the client that client_id names', async () => {
    const form = {
      ...endpoints['/token'],
      client_assertion: await assert(),
      client_assertion_type: assertionType,
    }
    await expectRefusal(post(world.server, '/token', { ...form, client_id: 'classic' }), 'invalid_client')
  })

  test('is the only way in for its client: no secret, no id alone (TOK-12)', async () => {
    const form = { grant_type: 'client_credentials', client_id: 'robot' }
    await expectRefusal(post(world.server, '/token', form), 'invalid_client')
    await expectRefusal(post(world.server, '/token', { ...form, client_secret: appSecret }), 'invalid_client')
    const secretive = await assert({ iss: 'secretive', sub: 'secretive' })
    await expectRefusal(present(secretive), 'invalid_client')
  })

  test('works once at two servers of one database (CA-05; CVE-2020-5300)', async () => {
    await inTemporaryFolder(async (folder) => {
      const clock = fakeClock()
      const changes = { storage: `sqlite:${folder}/latchkey.db`, clients: [robot] }
      const nodes = [await openWorld(changes, clock), await openWorld(changes, clock)]
      const now = clock.now()
      const assertion = await assert({ iat: now, exp: now + 60 })
      const answers = [...Array(20).keys()].map((index) => present(assertion, '/token', nodes[index % 2]))
      const statuses = (await Promise.all(answers)).map(({ status }) => status)
      expect(statuses.filter((status) => status === 200)).toHaveLength(1)
      await Promise.all(nodes.map(({ server }) => server.close()))
    })
  })
})

describe('keys at a jwks_uri', () => {
  test('are fetched again for a new key id, and not for each of a hundred unknown ones (JWK-08)', async () => {
    const keys: JWK[] = [publicJwk]
    const host = await openKeyHost(() => keys)
    const { jwks: _, ...published } = robot
    const here = await openWorld(
      { development: true, clients: [{ ...published, jwksUri: host.url }] },
      world.clock,
    )
    expect((await present(await assert(), '/token', here)).status).toBe(200)
    expect((await present(await assert(), '/token', here)).status).toBe(200)
    expect(host.fetches()).toBe(1)
    const next = await generateKeyPair('ES256', { extractable: true })
    keys.push({ ...(await exportJWK(next.publicKey)), kid: 'two' })
    here.clock.advance(10)
    expect((await present(await assert({}, { kid: 'two' }, next.privateKey), '/token', here)).status).toBe(
      200,
    )
    for (let index = 0; index < 15; index++) {
      await expectRefusal(present(await assert({}, { kid: `no-${index}` }), '/token', here), 'invalid_client')
    }
    expect(host.fetches()).toBeLessThanOrEqual(3)
    await here.server.close()
    await host.close()
  })

  test('on this machine or in a header are never fetched outside of development (CA-07, C-58, C-68)', async () => {
    let asked = 0
    const listener = createServer((_, res) => {
      asked += 1
      res.end('{}')
    })
    const trap = `${await listen(listener)}/keys`
    const { jwks: _, ...published } = robot
    const here = await openWorld(
      {
        clients: [
          { ...published, jwksUri: trap },
          { ...robot, clientId: 'by-value' },
        ],
      },
      world.clock,
    )
    await expectRefusal(present(await assert(), '/token', here), 'invalid_client')
    const claims = { iss: 'by-value', sub: 'by-value' }
    const header = { jku: trap, x5u: trap, kid: trap } as never
    await expectRefusal(
      present(await assert(claims, header, stranger.privateKey), '/token', here),
      'invalid_client',
    )
    expect(asked).toBe(0)
    await here.server.close()
    await close(listener)
  })
})

import { createHash } from 'node:crypto'
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, type JWK, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createClientKeys } from '../../src/keys/client-keys.ts'
import { verifyClientAssertion } from '../../src/keys/verify-client-assertion.ts'
import { ASSERTION_ALGORITHMS } from '../../src/protocol/client-authentication/assertion-algorithms.ts'
import type { Client, PublicJwk } from '../../src/protocol/clients/client.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'

const claims = { iss: 'app', sub: 'app', jti: 'one' }
let fetched: string[] = []
const clientKeys = createClientKeys({
  clock: fakeClock(),
  async fetchJson(url) {
    fetched.push(url)
    return { keys: [{ ...publicJwk, kid: 'fetched' }] }
  },
})

async function pair(alg: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { privateKey, publicKey, publicJwk: (await exportJWK(publicKey)) as PublicJwk }
}

const { privateKey, publicKey, publicJwk } = await pair('ES256')
const stranger = await pair('ES256')
const rsa = await pair('RS256')

function sign(header: Record<string, unknown>, key = privateKey, payload: string = JSON.stringify(claims)) {
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'ES256', ...header })
    .sign(key)
}

type Registered = Pick<Client, 'jwks' | 'jwksUri' | 'tokenEndpointAuthSigningAlg'>

async function verify(assertion: string, client: Registered = { jwks: { keys: [publicJwk] } }) {
  const verdict = await verifyClientAssertion({ assertion, client, clientKeys })
  return 'claims' in verdict ? verdict.claims : undefined
}

describe('a client assertion', () => {
  it.each(ASSERTION_ALGORITHMS)('may be signed with %s', async (alg) => {
    const own = await pair(alg)
    const jwt = await sign({ alg }, own.privateKey)
    expect(await verify(jwt, { jwks: { keys: [own.publicJwk] } })).toEqual(claims)
  })

  it('is refused when another key signed it', async () => {
    expect(await verify(await sign({}, stranger.privateKey))).toBeUndefined()
  })

  it('is signed with the one algorithm that the client registered, when it did (CA-06)', async () => {
    const keys = { jwks: { keys: [publicJwk] } }
    expect(await verify(await sign({}), { ...keys, tokenEndpointAuthSigningAlg: 'ES256' })).toBeDefined()
    expect(await verify(await sign({}), { ...keys, tokenEndpointAuthSigningAlg: 'EdDSA' })).toBeUndefined()
  })

  it('may call the algorithm of an Ed25519 key by its old name or its new one, however it was registered (RFC 9864 §2.2)', async () => {
    const own = await pair('EdDSA')
    for (const alg of ['EdDSA', 'Ed25519']) {
      const jwt = await sign({ alg }, own.privateKey)
      for (const registered of ['EdDSA', 'Ed25519'] as const) {
        const jwks = { keys: [{ ...own.publicJwk, alg: registered }] }
        expect(await verify(jwt, { jwks, tokenEndpointAuthSigningAlg: registered })).toEqual(claims)
      }
    }
  })

  it('is checked with the key that it names, and with no other', async () => {
    const keys = [
      { ...stranger.publicJwk, kid: 'b' },
      { ...publicJwk, kid: 'a' },
    ]
    expect(await verify(await sign({ kid: 'a' }), { jwks: { keys } })).toEqual(claims)
    expect(await verify(await sign({ kid: 'b' }), { jwks: { keys } })).toBeUndefined()
    expect(await verify(await sign({ kid: '../../a' }), { jwks: { keys } })).toBeUndefined()
    expect(await verify(await sign({}), { jwks: { keys } })).toEqual(claims)
  })

  it.each([
    [{ use: 'enc' }],
    [{ alg: 'ES384' }],
    [{ key_ops: ['sign'] }],
    [{ crv: 'P-384' }],
    [{ kty: 'oct' }],
    [{ x: 'AA' }],
  ])('is not checked with a key that is for something else, or broken: %j', async (change) => {
    expect(await verify(await sign({}), { jwks: { keys: [{ ...publicJwk, ...change }] } })).toBeUndefined()
  })

  it('is not checked with an RSA key under which everybody can sign: an exponent of 1', async () => {
    const { n = '' } = rsa.publicJwk as { n?: string }
    const client = { jwks: { keys: [{ ...rsa.publicJwk, e: 'AQ' }] } }
    const [header, body] = (await sign({ alg: 'RS256' }, rsa.privateKey)).split('.')
    // The signature that RSA with e = 1 accepts: the padded digest itself (RFC 8017 §9.2).
    const digest = createHash('sha256').update(`${header}.${body}`).digest()
    const algorithm = Buffer.from('3031300d060960864801650304020105000420', 'hex')
    const fill = Buffer.alloc(Buffer.from(n, 'base64url').length - 3 - algorithm.length - 32, 0xff)
    const forged = Buffer.concat([Buffer.of(0, 1), fill, Buffer.of(0), algorithm, digest])
    expect(await verify(`${header}.${body}.${forged.toString('base64url')}`, client)).toBeUndefined()
  })

  it('is not checked with an RSA key of absurd size, even if it is only zeros that make it so', async () => {
    const jwt = await sign({ alg: 'RS256' }, rsa.privateKey)
    const client = (key: PublicJwk) => ({ jwks: { keys: [key] } })
    expect(await verify(jwt, client(rsa.publicJwk))).toEqual(claims)
    expect(
      await verify(jwt, client({ ...rsa.publicJwk, n: 'AAAA'.repeat(300) + rsa.publicJwk.n })),
    ).toBeUndefined()
    expect(await verify(jwt, client({ ...rsa.publicJwk, e: `AAAAAAAA${rsa.publicJwk.e}` }))).toBeUndefined()
  })

  it('is checked with keys from the registered address', async () => {
    fetched = []
    const jwt = await sign({ kid: 'fetched' })
    expect(await verify(jwt, { jwksUri: 'https://app.example/jwks' })).toEqual(claims)
    expect(fetched).toEqual(['https://app.example/jwks'])
  })

  it('brings no key of its own: jwk, jku, x5u and x5c are not looked at (CA-07, C-58)', async () => {
    fetched = []
    const header = {
      jwk: stranger.publicJwk as JWK,
      jku: 'https://evil.example/jwks',
      x5u: 'https://evil.example/cert',
      x5c: ['AAAA'],
    }
    expect(await verify(await sign(header, stranger.privateKey))).toBeUndefined()
    expect(await verify(await sign(header))).toEqual(claims)
    expect(fetched).toEqual([])
  })

  it.each([undefined, 'JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt'])(
    'may have the type %s (CA-08)',
    async (typ) => expect(await verify(await sign(typ === undefined ? {} : { typ }))).toEqual(claims),
  )

  it.each(['dpop+jwt', 'at+jwt', 'oauth-id-jag+jwt', 'logout+jwt', 'oauth-authz-req+jwt', ''])(
    'is no JWT of another kind: %j (CA-08, JWT-07)',
    async (typ) => expect(await verify(await sign({ typ }))).toBeUndefined(),
  )

  it('is never symmetric: a public key is no HMAC secret (CA-06, RFC 8725 §2.1)', async () => {
    const jwk = new TextEncoder().encode(JSON.stringify(publicJwk))
    const pem = new TextEncoder().encode(await exportSPKI(publicKey))
    for (const secret of [jwk, pem]) {
      const jwt = await new CompactSign(new TextEncoder().encode('{}'))
        .setProtectedHeader({ alg: 'HS256' })
        .sign(secret)
      expect(await verify(jwt)).toBeUndefined()
      const confused = { tokenEndpointAuthSigningAlg: 'HS256' } as object
      expect(await verify(jwt, { jwks: { keys: [publicJwk] }, ...confused })).toBeUndefined()
    }
  })

  it('is never unsigned (JWT-02)', async () => {
    const unsecured = new UnsecuredJWT(claims).encode()
    expect(await verify(unsecured)).toBeUndefined()
    for (const alg of ['none', 'None', 'NONE']) {
      const header = Buffer.from(JSON.stringify({ alg })).toString('base64url')
      expect(await verify(`${header}.${unsecured.split('.')[1]}.AAAA`)).toBeUndefined()
    }
  })

  it('names each claim once (JWT-10)', async () => {
    expect(await verify(await sign({}, privateKey, '{"aud":"a","aud":"b"}'))).toBeUndefined()
  })
})

import { CompactSign, generateKeyPair, type JWK, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { startTestIssuer } from '../../../latchkey/src/testing/start-test-issuer.ts'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import { audience, openForeignIssuer } from './foreign-issuer.ts'
import { openApi } from './guarded-handler.ts'

let api: ReturnType<typeof openApi>
let genuine: string
const issuer = openedForAll(openForeignIssuer)
beforeAll(async () => {
  api = openApi({ issuer: issuer.url, audience })
  genuine = await issuer.sign()
})

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const now = () => Math.floor(Date.now() / 1000)
const [kid, typ] = ['first', 'at+jwt']

describe('a JWT that the issuer did not sign like this', () => {
  test('is the genuine one, to begin with', async () => {
    expect(await api(genuine)).toMatchObject({ status: 200, body: { accountId: 'ada-id' } })
  })

  test.each(['none', 'None', 'HS256', 'RS256', 'ES384', 'es256', ''])(
    'is refused with another algorithm for its key: %j (JWT-01, JWT-02)',
    async (alg) => {
      const [, payload, signature] = genuine.split('.')
      for (const end of [signature, '']) {
        const seen = await api(`${encode({ alg, kid, typ })}.${payload}.${end}`)
        expect(seen).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
      }
    },
  )

  test('is refused when the public key was used as a shared secret (JWK-06)', async () => {
    const claims = new TextEncoder().encode(
      JSON.stringify({ iss: issuer.url, aud: audience, exp: now() + 60 }),
    )
    const forged = await new CompactSign(claims)
      .setProtectedHeader({ alg: 'HS256', kid, typ })
      .sign(new TextEncoder().encode(JSON.stringify(issuer.keys[0])))
    expect(await api(forged)).toMatchObject({ reason: 'wrong_algorithm' })
  })

  test('is refused when the issuer publishes a shared secret by mistake and it is used', async () => {
    const careless = await openForeignIssuer()
    const secret = new TextEncoder().encode('a-secret-of-more-than-thirty-two-bytes')
    careless.keys.push({ kty: 'oct', k: Buffer.from(secret).toString('base64url'), kid: 'shared' } as JWK)
    const claims = JSON.stringify({ iss: careless.url, aud: audience, exp: now() + 60 })
    const forged = await new CompactSign(new TextEncoder().encode(claims))
      .setProtectedHeader({ alg: 'HS256', kid: 'shared', typ })
      .sign(secret)
    const open = openApi({ issuer: careless.url, audience })
    expect(await open(forged)).toMatchObject({ status: 401 })
    await careless.close()
  })

  test('is refused without a signature', async () => {
    const bare = new UnsecuredJWT({})
      .setIssuer(issuer.url)
      .setAudience(audience)
      .setExpirationTime('1h')
      .encode()
    expect(await api(bare)).toMatchObject({ status: 401 })
    expect(await api(genuine.slice(0, genuine.lastIndexOf('.') + 1))).toMatchObject({ status: 401 })
  })

  test('is refused when it brings its own key (C-58)', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const claims = JSON.stringify({ iss: issuer.url, aud: audience, exp: now() + 60 })
    const forged = await new CompactSign(new TextEncoder().encode(claims))
      .setProtectedHeader({
        alg: 'ES256',
        kid,
        typ,
        jku: 'https://evil.example.test/',
        jwk: issuer.keys[0] ?? {},
      })
      .sign(privateKey)
    expect(await api(forged)).toMatchObject({ reason: 'wrong_signature' })
  })

  test('is refused when it needs an extension (RFC 7515 §4.1.11)', async () => {
    const [, payload, signature] = genuine.split('.')
    for (const header of [{ crit: ['exp'], exp: 1 }, { crit: ['b64'], b64: false }, { b64: false }]) {
      const seen = await api(`${encode({ alg: 'ES256', kid, typ, ...header })}.${payload}.${signature}`)
      expect(seen).toMatchObject({ status: 401, reason: 'wrong_type' })
    }
  })

  test('is refused with one character changed, anywhere', async () => {
    for (let at = 0; at < genuine.length; at += 7) {
      const changed = genuine.slice(0, at) + (genuine[at] === 'A' ? 'B' : 'A') + genuine.slice(at + 1)
      expect(await api(changed)).toMatchObject({ status: 401 })
    }
  })

  test.each(['../../etc/passwd', '__proto__', 'constructor', '', 7, null, ['first']])(
    'is refused with a key id that is no name of a key: %j (JWT-09)',
    async (wrong) => {
      const [, payload, signature] = genuine.split('.')
      const seen = await api(`${encode({ alg: 'ES256', kid: wrong, typ })}.${payload}.${signature}`)
      expect(seen).toMatchObject({ status: 401 })
    },
  )
})

describe('a JWT that the issuer signed', () => {
  test.each<[string, object]>([
    ['wrong_issuer', { iss: undefined }],
    ['wrong_issuer', { iss: ['x'] }],
    ['wrong_audience', { aud: undefined }],
    ['wrong_audience', { aud: [] }],
    ['wrong_audience', { aud: [`${audience}/x`, audience.toUpperCase()] }],
    ['wrong_audience', { aud: { [audience]: true } }],
    ['malformed_claims', { exp: undefined }],
    ['malformed_claims', { exp: '9999999999' }],
    ['malformed_claims', { nbf: 'tomorrow' }],
    ['malformed_claims', { sub: '' }],
    ['malformed_claims', { sub: ['ada-id'] }],
    ['expired', { exp: 0 }],
    ['not_yet_valid', { nbf: 9_999_999_999 }],
    ['not_yet_valid', { iat: 9_999_999_999, exp: 99_999_999_999 }],
    ['sender_constrained', { cnf: { jkt: 'x' } }],
    ['sender_constrained', { cnf: null }],
    ['wrong_type', { at_hash: 'x' }],
    ['wrong_type', { typ: 'ID' }],
    ['wrong_type', { token_use: 'id' }],
    ['wrong_type', { token_type: 'refresh' }],
  ])('is refused as %s with %j (RFC 9068 §4)', async (reason, claims) => {
    const { exp, ...others } = claims as { exp?: unknown }
    const token = await issuer.sign('exp' in claims ? { ...others, exp } : others)
    expect(await api(token)).toMatchObject({ status: 401, reason })
  })

  test('has five seconds of grace for clocks that differ, or as many as the API says', async () => {
    const strict = openApi({ issuer: issuer.url, audience, clockToleranceSeconds: 0 })
    const [late, early] = [await issuer.sign({ exp: now() - 2 }), await issuer.sign({ nbf: now() + 3 })]
    for (const token of [late, early]) {
      expect(await api(token)).toMatchObject({ status: 200 })
      expect(await strict(token)).toMatchObject({ status: 401 })
    }
  })

  test('is refused if it was issued minutes from now, as the clock that says so would accept it long after its end', async () => {
    expect(await api(await issuer.sign({ iat: now() + 290 }))).toMatchObject({ status: 200 })
    const { status, message } = await api(await issuer.sign({ iat: now() + 400 }))
    expect(status).toBe(401)
    expect(message).toMatch(/issued in (?:400|399) seconds \(iat\)\. Are the clocks .* right\?/)
  })

  test('may name several audiences, and its type in the long form and in any case', async () => {
    const token = await issuer.sign(
      { aud: ['https://other.example.test', audience] },
      { typ: 'Application/AT+JWT' },
    )
    expect(await api(token)).toMatchObject({ status: 200 })
  })

  test.each<[object, object]>([
    [{ client_id: undefined, azp: 'app', sub: 'app-2' }, { accountId: 'app-2' }],
    [
      { client_id: undefined, azp: 'app' },
      { clientId: 'app', accountId: 'ada-id' },
    ],
    [
      { client_id: undefined, cid: 'app', scp: ['a', 'b'] },
      { clientId: 'app', scopes: ['a', 'b'] },
    ],
    [{ scope: ' a  b ' }, { scopes: ['a', 'b'] }],
    [{ scope: '', scp: 'a' }, { scopes: [] }],
    [{ scope: { a: true } }, { scopes: [] }],
  ])('with %j is read as %j', async (claims, auth) => {
    expect((await api(await issuer.sign(claims as Record<string, unknown>))).body).toMatchObject(auth)
  })

  test.each([
    { sub: 'app' },
    { sub: 'app', client_id: undefined, azp: 'app' },
    { sub: 'app@clients', client_id: undefined, azp: 'app' },
  ])("of a client's own with %j names no person (RFC 9068 §5)", async (claims) => {
    const { body } = await api(await issuer.sign(claims))
    expect(body).toMatchObject({ clientId: 'app' })
    expect(body).not.toHaveProperty('accountId')
  })

  test('as an ID token is none that an API accepts, and the developer is told why (AT-09)', async () => {
    const own = await startTestIssuer()
    const idToken = await own.mintToken({ type: 'JWT', audience: 'app' })
    const seen = await openApi({ issuer: own.url, audience })(idToken)
    expect(seen).toMatchObject({ status: 401, reason: 'wrong_type' })
    expect(seen.message).toContain('tokenTypes')
    // Where an API accepts that type, the audience of an ID token is still the client.
    const lenient = openApi({ issuer: own.url, audience, tokenTypes: ['at+jwt', 'JWT'] })
    expect(await lenient(idToken)).toMatchObject({ status: 401, reason: 'wrong_audience' })
    await own.close()
  })

  test('with the type JWT has to name its client: an ID token of an API whose name is a client id is still none (RFC 8725 §3.12)', async () => {
    const lenient = openApi({ issuer: issuer.url, audience, tokenTypes: ['at+jwt', 'JWT'] })
    const nameless = { client_id: undefined, jti: 'x', scope: undefined }
    for (const typ of ['JWT', undefined]) {
      expect(await lenient(await issuer.sign(nameless, { typ }))).toMatchObject({ reason: 'wrong_type' })
      for (const claim of ['client_id', 'azp', 'cid', 'appid']) {
        const token = await issuer.sign({ ...nameless, [claim]: 'app' }, { typ })
        expect(await lenient(token)).toMatchObject({ status: 200, body: { clientId: 'app' } })
      }
    }
    expect(await lenient(await issuer.sign(nameless))).toMatchObject({ status: 200 })
  })

  test('is accepted with the type JWT, or none, only where the API says so', async () => {
    const lenient = openApi({ issuer: issuer.url, audience, tokenTypes: ['JWT'] })
    for (const header of [{ typ: 'JWT' }, { typ: undefined }]) {
      const token = await issuer.sign({}, header)
      expect(await lenient(token)).toMatchObject({ status: 200 })
      expect(await api(token)).toMatchObject({ status: 401 })
    }
    expect(await lenient(genuine)).toMatchObject({ status: 401 })
  })

  test('is accepted with the algorithms that the API names, and no other', async () => {
    const other = await openForeignIssuer()
    for (const algorithm of ['RS256', 'PS256', 'ES384', 'EdDSA']) {
      other.keys.length = 0
      await other.addKey(algorithm, algorithm)
      const token = await other.sign()
      expect(await openApi({ issuer: other.url, audience })(token)).toMatchObject({ status: 200 })
      const narrow = openApi({ issuer: other.url, audience, algorithms: ['ES256'] })
      expect(await narrow(token)).toMatchObject({ reason: 'wrong_algorithm' })
    }
    await other.close()
  })
})

test.each(['\u009b31m', '\u2028', '\u007f', '\u001b[31m', '\r\n', '\u202e'])(
  'what the developer is told is one plain line, whatever an unverified token says: %j (C-107)',
  async (nasty) => {
    const [, payload, signature] = genuine.split('.')
    const foreign = encode({ iss: nasty, aud: audience, exp: now() + 60 })
    const bad = [
      `${encode({ alg: 'ES256', kid: nasty, typ })}.${payload}.${signature}`,
      `${encode({ alg: nasty, kid, typ })}.${payload}.${signature}`,
      `${encode({ alg: 'ES256', kid, typ: nasty })}.${payload}.${signature}`,
      `${encode({ alg: 'ES256', kid, typ })}.${foreign}.${signature}`,
    ]
    for (const token of bad) expect((await api(token)).message).toMatch(/^[\x20-\x7e]+$/)
  },
)

test('what the developer is told never holds the token', async () => {
  const bad = [
    await issuer.sign({ exp: 0 }),
    await issuer.sign({ aud: 'x' }),
    `${genuine}A`,
    'opaque-secret',
    `${genuine}"`,
    'x'.repeat(15_000),
  ]
  for (const token of bad) {
    const { message = '' } = await api(token)
    expect(message).not.toBe('')
    expect(message).not.toContain(token.slice(-20))
    expect(message.length).toBeLessThan(500)
  }
})

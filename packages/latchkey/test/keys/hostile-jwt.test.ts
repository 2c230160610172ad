import fc from 'fast-check'
import { CompactEncrypt, CompactSign, FlattenedSign, generateKeyPair, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { createSealer } from '../../src/keys/create-sealer.ts'
import { systemRandom } from '../../src/keys/system-random.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { ringOn, SECRET, START } from './ring-on.ts'

const storage = createMemoryStorage().signingKeys
const ring = ringOn(storage, { clock: fakeClock(START), algorithms: ['ES256', 'RS256'] })
const genuine = await ring.sign({ algorithm: 'ES256', claims: { sub: 'someone' } })
const [header = '', payload = '', signature = ''] = genuine.split('.')
const rows = await storage.list(START)
const kidOf = (algorithm: string) => rows.find((row) => row.algorithm === algorithm)?.kid ?? ''
const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/**
 * Signs with our own key what we would never sign, as if every other check were all that stood in the way.
 */
async function signedByUs(bytes: string | Uint8Array, protectedHeader: Record<string, unknown> = {}) {
  const row = rows.find(({ algorithm }) => algorithm === 'ES256')
  const jwk = createSealer([SECRET], 'https://id.example.com', systemRandom).unseal(
    'signing_key',
    row?.sealedPrivateJwk ?? '',
  )
  const key = await importJWK(jwk as Record<string, string>, 'ES256')
  return new CompactSign(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes)
    .setProtectedHeader({ alg: 'ES256', kid: kidOf('ES256'), ...protectedHeader })
    .sign(key)
}

describe('a JWT that we did not sign like this', () => {
  it('is the genuine one, to begin with', async () => {
    expect(await ring.verify(genuine)).toBeDefined()
    expect(await ring.verify(await signedByUs('{"sub":"x"}'))).toBeDefined()
  })

  it('is refused when any one character differs', async () => {
    const characters = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=',
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(genuine.length - 1), characters, async (at, character) => {
        fc.pre(genuine[at] !== character)
        const changed = genuine.slice(0, at) + character + genuine.slice(at + 1)
        expect(await ring.verify(changed)).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })

  it.each(['RS256', 'PS256', 'HS256', 'ES384', 'ES256K', 'none', 'None', 'NONE', 'es256', ''])(
    'is refused with another algorithm for its key: %j (JWT-01, JWT-02)',
    async (alg) => {
      const changed = encode({ alg, kid: kidOf('ES256') })
      expect(await ring.verify(`${changed}.${payload}.${signature}`)).toBeUndefined()
      expect(await ring.verify(`${changed}.${payload}.`)).toBeUndefined()
    },
  )

  it('is refused when a public key of ours was used as HMAC secret (JWK-06)', async () => {
    const { keys } = await ring.publicJwks()
    for (const key of keys) {
      const jwt = await new CompactSign(new TextEncoder().encode('{"sub":"admin"}'))
        .setProtectedHeader({ alg: 'HS256', kid: String(key.kid) })
        .sign(new TextEncoder().encode(JSON.stringify(key)))
      expect(await ring.verify(jwt)).toBeUndefined()
    }
  })

  it('is refused when it brings its own key (C-58)', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwt = await new CompactSign(new TextEncoder().encode('{}'))
      .setProtectedHeader({
        alg: 'ES256',
        kid: kidOf('ES256'),
        jku: 'https://evil.example/',
        jwk: { kty: 'EC' },
      })
      .sign(privateKey)
    expect(await ring.verify(jwt)).toBeUndefined()
  })

  it.each(['../../etc/passwd', "' OR 1=1 --", 'https://evil.example/jwks', '__proto__', 'constructor', ''])(
    'is refused with a key id that is no name of a key: %j (JWT-09)',
    async (kid) => {
      expect(await ring.verify(`${encode({ alg: 'ES256', kid })}.${payload}.${signature}`)).toBeUndefined()
    },
  )

  it.each([
    { alg: 'ES256' },
    { alg: 'ES256', kid: 7 },
    { alg: 'ES256', kid: ['a'] },
    { alg: ['ES256'], kid: 'a' },
    { kid: 'a' },
    [],
    'text',
  ])('is refused with a header like %j', async (value) => {
    expect(await ring.verify(`${encode(JSON.stringify(value))}.${payload}.${signature}`)).toBeUndefined()
  })

  it('is refused with zeros for a signature (JWT-04)', async () => {
    expect(await ring.verify(`${header}.${payload}.${'A'.repeat(86)}`)).toBeUndefined()
    expect(await ring.verify(`${header}.${payload}.`)).toBeUndefined()
  })

  it('is refused in any form but the compact one (JWT-03, JWT-08)', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RSA-OAEP-256')
    const jwe = await new CompactEncrypt(new TextEncoder().encode(genuine))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(publicKey)
    const json = await new FlattenedSign(new TextEncoder().encode('{}'))
      .setProtectedHeader({ alg: 'ES256', kid: kidOf('ES256') })
      .sign((await generateKeyPair('ES256')).privateKey)
    expect(privateKey).toBeDefined()
    for (const other of [
      jwe,
      JSON.stringify(json),
      `${header}..${signature}`,
      `${genuine}.`,
      ` ${genuine}`,
      `${genuine}\n`,
    ])
      expect(await ring.verify(other)).toBeUndefined()
  })

  it('is refused at once when it is large, dots or no dots (JWT-06, JWT-11, C-60d, C-60e)', async () => {
    const bomb = encode({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', zip: 'DEF', p2c: 2 ** 31, p2s: 'AA' })
    expect(await ring.verify(`${bomb}.AA.AA.AA.AA`)).toBeUndefined()
    const began = performance.now()
    for (const text of ['.'.repeat(1_000_000), 'A'.repeat(1_000_000), `${genuine}${'.A'.repeat(500_000)}`])
      expect(await ring.verify(text)).toBeUndefined()
    expect(performance.now() - began).toBeLessThan(1000)
    expect(await ring.verify(await signedByUs(JSON.stringify({ pad: 'x'.repeat(13_000) })))).toBeUndefined()
  })

  it('is refused with text of any kind, without throwing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (left, right) => {
        expect(await ring.verify(left)).toBeUndefined()
        expect(await ring.verify(`${encode(left)}.${encode(right)}.${encode(left)}`)).toBeUndefined()
      }),
    )
  })
})

describe('even with our signature', () => {
  it.each([
    ['{"aud":"a","aud":"b"}', 'a member twice'],
    ['{"exp":1e400}', 'a number beyond all numbers'],
    ['{"__proto__":{"sub":"admin"}}', 'a prototype'],
    ['[]', 'an array'],
    ['"text"', 'a string'],
    ['null', 'nothing'],
    ['', 'emptiness'],
    ['{', 'broken JSON'],
    ['\uFEFF{}', 'a byte order mark'],
  ])('%s is refused: %s (JWT-10)', async (text) => {
    expect(await ring.verify(await signedByUs(text))).toBeUndefined()
  })

  it('what is not UTF-8 is refused (JWT-10)', async () => {
    expect(
      await ring.verify(await signedByUs(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d))),
    ).toBeUndefined()
  })

  it('a header with critical members or an unencoded payload is refused (JWT-08, RFC 7797)', async () => {
    expect(await ring.verify(await signedByUs('{}', { crit: ['b64'], b64: true }))).toBeUndefined()
    expect(await ring.verify(await signedByUs('{}', { b64: true }))).toBeUndefined()
    expect(
      await ring.verify(await signedByUs('{}', { crit: ['exp'], exp: 1 }).catch(() => 'unsigned')),
    ).toBeUndefined()
  })
})

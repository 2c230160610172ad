import { createLocalJWKSet, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import type { KeyRing } from '../../src/keys/key-ring.ts'
import type { ReportedEvent } from '../../src/ports/events.ts'
import type { SigningAlgorithm } from '../../src/protocol/signing-key.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { patiently } from '../fixtures/patiently.ts'
import { ringOn, SECRET, START } from './ring-on.ts'

const ALGORITHMS: readonly SigningAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA']
const store = () => createMemoryStorage().signingKeys

async function kidsOf(ring: KeyRing): Promise<readonly string[]> {
  return (await ring.list()).map(({ kid }) => kid)
}

describe('signing', () => {
  it.each(ALGORITHMS)(
    'signs with %s what anyone can check with the published keys alone',
    async (algorithm) => {
      const ring = ringOn(store(), { clock: fakeClock(START), algorithms: ALGORITHMS })
      const jwt = await ring.sign({ algorithm, typ: 'at+jwt', claims: { sub: 'someone', aud: 'api' } })
      const keys = createLocalJWKSet(JSON.parse(JSON.stringify(await ring.publicJwks())))
      const checked = await jwtVerify(jwt, keys, { algorithms: [algorithm], typ: 'at+jwt', audience: 'api' })
      expect(checked.payload).toEqual({ sub: 'someone', aud: 'api' })
      expect(await ring.verify(jwt)).toEqual({ header: checked.protectedHeader, claims: checked.payload })
    },
  )

  it('gives a JWT no type unless one is named (ID tokens have none)', async () => {
    const ring = ringOn(store(), { clock: fakeClock(START) })
    const jwt = await ring.sign({ algorithm: 'ES256', claims: {} })
    expect(JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString())).toEqual({
      alg: 'ES256',
      kid: (await kidsOf(ring))[0],
    })
  })

  it('does not sign with an algorithm that is not configured', async () => {
    const ring = ringOn(store(), { clock: fakeClock(START), algorithms: ['ES256'] })
    await expect(ring.sign({ algorithm: 'RS256', claims: {} })).rejects.toThrow(/RS256/)
  })

  it('makes one key when many first signatures come at once', async () => {
    const reported: ReportedEvent[] = []
    const ring = ringOn(store(), { clock: fakeClock(START), reported })
    await Promise.all(Array.from({ length: 50 }, () => ring.sign({ algorithm: 'ES256', claims: {} })))
    expect(reported.map(({ name }) => name)).toEqual(['key.created'])
  })
})

describe('the published key set', () => {
  it('has only public members (JWK-01)', async () => {
    const storage = store()
    const ring = ringOn(storage, { clock: fakeClock(START), algorithms: ALGORITHMS })
    await ring.maintain()
    const { keys } = await ring.publicJwks()
    const stored = (await storage.list(START)).map(({ publicJwk }) => publicJwk)
    for (const key of [...keys, ...stored])
      expect(
        Object.keys(key).filter((name) => !'kty crv x y n e kid alg use'.split(' ').includes(name)),
      ).toEqual([])
  })

  it('says of each key which one it is, what for and for which algorithm alone (JWK-02, JWK-06)', async () => {
    const ring = ringOn(store(), { clock: fakeClock(START), algorithms: ALGORITHMS })
    await ring.maintain()
    const { keys } = await ring.publicJwks()
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(4)
    const shown = keys.map(({ alg, use, kty, crv }) => ({ alg, use, kty, crv }))
    expect(new Set(shown)).toEqual(
      new Set([
        { alg: 'ES256', use: 'sig', kty: 'EC', crv: 'P-256' },
        { alg: 'EdDSA', use: 'sig', kty: 'OKP', crv: 'Ed25519' },
        { alg: 'PS256', use: 'sig', kty: 'RSA', crv: undefined },
        { alg: 'RS256', use: 'sig', kty: 'RSA', crv: undefined },
      ]),
    )
    const [rsa] = keys.filter(({ kty }) => kty === 'RSA')
    expect(Buffer.from(String(rsa?.n), 'base64url')).toHaveLength(256)
  })

  it('is stored with the private half sealed', async () => {
    const storage = store()
    await ringOn(storage, { clock: fakeClock(START) }).maintain()
    const [row] = await storage.list(START)
    expect(row?.sealedPrivateJwk).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(JSON.stringify(row)).not.toContain('"d"')
    expect(Buffer.from(row?.sealedPrivateJwk ?? '', 'base64url').toString('latin1')).not.toContain('kty')
  })
})

describe('several nodes on one storage', () => {
  it('end with the same key when they race for the first one', async () => {
    const storage = store()
    const clock = fakeClock(START)
    const rings = Array.from({ length: 8 }, () => ringOn(storage, { clock, algorithms: ['ES256', 'EdDSA'] }))
    const tokens = await Promise.all(rings.map((ring) => ring.sign({ algorithm: 'ES256', claims: {} })))
    expect(await storage.list(START)).toHaveLength(2)
    for (const ring of rings) for (const token of tokens) expect(await ring.verify(token)).toBeDefined()
  })

  it('accept at once what another signed with a key that they have not seen', async () => {
    const storage = store()
    const clock = fakeClock(START)
    const [one, other] = [ringOn(storage, { clock }), ringOn(storage, { clock })]
    await one.maintain()
    await other.maintain()
    await one.rotate({ immediately: true })
    expect(await other.verify(await one.sign({ algorithm: 'ES256', claims: {} }))).toBeDefined()
  })

  it('publish and use what another made, five seconds later at most', async () => {
    const storage = store()
    const clock = fakeClock(START)
    const [one, other] = [ringOn(storage, { clock }), ringOn(storage, { clock })]
    await other.maintain()
    await one.rotate({ immediately: true })
    expect(await kidsOf(other)).toHaveLength(1)
    clock.advance(5)
    await other.publicJwks()
    await expect.poll(() => kidsOf(other), patiently).toEqual(await kidsOf(one))
    const [, current] = await one.list()
    const jwt = await other.sign({ algorithm: 'ES256', claims: {} })
    expect((await one.verify(jwt))?.header.kid).toBe(current?.kid)
  })

  it('wait for storage when they have not looked for half a minute', async () => {
    const storage = store()
    const clock = fakeClock(START)
    const [one, other] = [ringOn(storage, { clock }), ringOn(storage, { clock })]
    await other.maintain()
    await one.rotate({ immediately: true })
    clock.advance(30)
    expect(await kidsOf(other)).toEqual(await kidsOf(one))
  })

  it('go on signing for an hour while storage cannot be read, without waiting for it', async () => {
    const storage = store()
    const clock = fakeClock(START)
    let list = storage.list
    const ring = ringOn({ ...storage, list: (now) => list(now) }, { clock })
    await ring.maintain()
    const kids = await kidsOf(ring)
    const sign = () => ring.sign({ algorithm: 'ES256', claims: {} })
    list = () => Promise.reject(new Error('connection refused'))
    clock.advance(30)
    expect(await ring.verify(await sign())).toBeDefined()
    list = () => new Promise(() => undefined)
    clock.advance(3569)
    expect(await ring.verify(await sign())).toBeDefined()
    expect(await kidsOf(ring)).toEqual(kids)
  })

  it('sign no longer after an hour without storage: by then the key may have been replaced', async () => {
    const storage = store()
    const clock = fakeClock(START)
    let list = storage.list
    const ring = ringOn({ ...storage, list: (now) => list(now) }, { clock })
    await ring.maintain()
    list = () => Promise.reject(new Error('connection refused'))
    clock.advance(3600)
    await expect(ring.sign({ algorithm: 'ES256', claims: {} })).rejects.toThrow('connection refused')
    list = storage.list
    expect(await ring.sign({ algorithm: 'ES256', claims: {} })).toMatch(/^ey/)
  })

  it('read storage at most once a second for key ids that nobody knows', async () => {
    const storage = store()
    const clock = fakeClock(START)
    let reads = 0
    const counted = {
      ...storage,
      list(now: number) {
        reads += 1
        return storage.list(now)
      },
    }
    const ring = ringOn(counted, { clock })
    await ring.maintain()
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'x'.repeat(43) })).toString('base64url')
    reads = 0
    await Promise.all(Array.from({ length: 100 }, () => ring.verify(`${header}.e30.AAAA`)))
    expect(reads).toBe(1)
    clock.advance(1)
    await ring.verify(`${header}.e30.AAAA`)
    expect(reads).toBe(2)
    clock.advance(1)
    await ring.verify(`${Buffer.from('{"alg":"ES256","kid":"no digest"}').toString('base64url')}.e30.AAAA`)
    expect(reads).toBe(2)
  })
})

describe('who can write to the database but lacks the server secret', () => {
  it('cannot make us accept or publish a key of their own', async () => {
    const [ours, theirs] = [store(), store()]
    const clock = fakeClock(START)
    const attacker = ringOn(theirs, { clock, secrets: ['a-secret-that-the-attacker-made-up-9'] })
    const forged = await attacker.sign({ algorithm: 'ES256', claims: { sub: 'admin' } })
    const [row] = await theirs.list(START)
    const ring = ringOn(ours, { clock })
    await ring.maintain()
    if (row) await ours.add({ ...row, sequence: 7 })
    expect(await ring.verify(forged)).toBeUndefined()
    expect((await ring.publicJwks()).keys).toHaveLength(1)
  })

  it('cannot have the public half of a key replaced, or use it with another algorithm', async () => {
    const [genuine, changed] = [store(), store()]
    const clock = fakeClock(START)
    const jwt = await ringOn(genuine, { clock, algorithms: ['RS256'] }).sign({
      algorithm: 'RS256',
      claims: {},
    })
    const [row] = await genuine.list(START)
    if (row) await changed.add({ ...row, algorithm: 'PS256' })
    const ring = ringOn(changed, { clock, algorithms: ['PS256'], secrets: [SECRET] })
    expect(await ring.verify(jwt)).toBeUndefined()
    expect((await ring.publicJwks()).keys).toEqual([])
  })

  it('cannot have one of our keys answer to another name', async () => {
    const [genuine, changed] = [store(), store()]
    const clock = fakeClock(START)
    await ringOn(genuine, { clock }).maintain()
    const [row] = await genuine.list(START)
    if (row) await changed.add({ ...row, kid: 'x'.repeat(43) })
    expect((await ringOn(changed, { clock }).publicJwks()).keys).toEqual([])
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { createSealer } from '../../src/keys/create-sealer.ts'
import { systemRandom } from '../../src/keys/system-random.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { DAY, ringOn, SECRET, START } from './ring-on.ts'

const store = () => createMemoryStorage().signingKeys
const claims = { sub: 'someone' }

function started(algorithms: readonly ('RS256' | 'PS256' | 'ES256' | 'EdDSA')[] = ['ES256']) {
  const storage = store()
  const clock = fakeClock(START)
  return { storage, clock, ring: ringOn(storage, { clock, algorithms }) }
}

describe('the schedule of signing keys (JWK-04, OpenID Connect Core §10.1.1)', () => {
  it('starts with a key that signs at once', async () => {
    const { ring } = started(['ES256', 'RS256'])
    await ring.maintain()
    expect((await ring.list()).map(({ algorithm, sequence, state }) => [algorithm, sequence, state])).toEqual(
      [
        ['ES256', 1, 'current'],
        ['RS256', 1, 'current'],
      ],
    )
  })

  it('changes nothing while no key is due', async () => {
    const { ring, clock, storage } = started()
    await ring.maintain()
    const before = await storage.list(START)
    clock.advance(90 * DAY - 1)
    await ring.maintain()
    expect(await storage.list(clock.now())).toEqual(before)
  })

  it('publishes the next key for the overlap before it signs', async () => {
    const { ring, clock } = started()
    const first = await ring.sign({ algorithm: 'ES256', claims })
    clock.advance(90 * DAY)
    await ring.maintain()
    expect((await ring.list()).map(({ state }) => state)).toEqual(['current', 'next'])
    expect((await ring.publicJwks()).keys).toHaveLength(2)
    const kidBefore = (await ring.verify(first))?.header.kid
    clock.advance(DAY - 1)
    const lastOfOld = await ring.sign({ algorithm: 'ES256', claims })
    expect((await ring.verify(lastOfOld))?.header.kid).toBe(kidBefore)
    clock.advance(1)
    const firstOfNew = await ring.sign({ algorithm: 'ES256', claims })
    expect((await ring.verify(firstOfNew))?.header.kid).not.toBe(kidBefore)
    expect((await ring.list()).map(({ state }) => state)).toEqual(['previous', 'current'])
  })

  it('verifies a token signed before a rotation until that token has expired, and forgets its key then', async () => {
    const { ring, clock } = started()
    await ring.maintain()
    clock.advance(90 * DAY)
    await ring.maintain()
    clock.advance(DAY - 1)
    const jwt = await ring.sign({ algorithm: 'ES256', claims })
    clock.advance(3600 + 60)
    expect(await ring.verify(jwt)).toBeDefined()
    expect((await ring.publicJwks()).keys).toHaveLength(2)
    clock.advance(1)
    expect(await ring.verify(jwt)).toBeUndefined()
    expect((await ring.publicJwks()).keys).toHaveLength(1)
  })

  it('makes one next key, however often and by however many nodes it is asked', async () => {
    const { ring, clock, storage } = started()
    await ring.maintain()
    clock.advance(90 * DAY)
    const others = Array.from({ length: 5 }, () => ringOn(storage, { clock }))
    await Promise.all([ring, ...others].map((node) => node.maintain()))
    clock.advance(60)
    await ring.maintain()
    expect((await storage.list(clock.now())).map(({ sequence }) => sequence)).toEqual([1, 2])
  })

  it('finishes a rotation that a crash cut in half', async () => {
    const { ring, clock, storage } = started()
    await ring.maintain()
    clock.advance(90 * DAY)
    const crashing = ringOn({ ...storage, retire: () => Promise.reject(new Error('gone')) }, { clock })
    await expect(crashing.maintain()).rejects.toThrow('gone')
    await ring.maintain()
    const [first] = await storage.list(clock.now())
    expect(first?.retiresAt).toBe(START + 91 * DAY + 3600 + 60)
  })

  it('lets go of an algorithm that nothing uses any more when its key would have been rotated', async () => {
    const { ring, clock, storage } = started(['ES256', 'EdDSA'])
    await ring.maintain()
    const reduced = ringOn(storage, { clock, algorithms: ['ES256'] })
    await reduced.maintain()
    expect((await reduced.publicJwks()).keys).toHaveLength(2)
    clock.advance(90 * DAY)
    await reduced.maintain()
    clock.advance(3660)
    expect((await reduced.list()).filter(({ algorithm }) => algorithm === 'EdDSA')).toEqual([])
  })

  it('makes a new key for an algorithm that comes back, though the old number is still taken', async () => {
    const { ring, clock, storage } = started(['EdDSA'])
    await ring.maintain()
    clock.advance(90 * DAY)
    await ringOn(storage, { clock, algorithms: [] }).maintain()
    clock.advance(DAY)
    const back = ringOn(storage, { clock, algorithms: ['EdDSA'] })
    expect(await back.verify(await back.sign({ algorithm: 'EdDSA', claims }))).toBeDefined()
    expect((await back.list()).map(({ sequence, state }) => [sequence, state])).toEqual([[2, 'current']])
  })
})

describe('a rotation by hand', () => {
  it('publishes new keys first', async () => {
    const { ring, clock } = started(['ES256', 'EdDSA'])
    await ring.maintain()
    const made = await ring.rotate()
    expect(made.map(({ algorithm, activatesAt }) => [algorithm, activatesAt])).toEqual([
      ['ES256', START + DAY],
      ['EdDSA', START + DAY],
    ])
    clock.advance(DAY)
    expect((await ring.list()).map(({ state }) => state)).toEqual([
      'previous',
      'current',
      'previous',
      'current',
    ])
  })

  it('signs with the new key at once when told so, and a waiting next key never does', async () => {
    const { ring, clock } = started()
    const old = await ring.sign({ algorithm: 'ES256', claims })
    await ring.rotate()
    const [made] = await ring.rotate({ immediately: true })
    const jwt = await ring.sign({ algorithm: 'ES256', claims })
    expect((await ring.verify(jwt))?.header.kid).toBe(made?.kid)
    expect(await ring.verify(old)).toBeDefined()
    expect((await ring.list()).map(({ state }) => state)).toEqual(['previous', 'previous', 'current'])
    clock.advance(3660)
    expect((await ring.list()).map(({ sequence }) => sequence)).toEqual([3])
  })

  it('can be for one algorithm, but for none that is not in use', async () => {
    const { ring } = started(['ES256', 'EdDSA'])
    await ring.maintain()
    expect((await ring.rotate({ algorithm: 'EdDSA' })).map(({ algorithm }) => algorithm)).toEqual(['EdDSA'])
    await expect(ring.rotate({ algorithm: 'RS256' })).rejects.toMatchObject({ code: 'INVALID' })
  })
})

describe('signing keys and the server secret', () => {
  const next = 'the-next-key-material-of-this-server'

  it('are sealed anew after the secret was rotated, so that the previous one can go', async () => {
    const { ring, clock, storage } = started()
    const jwt = await ring.sign({ algorithm: 'ES256', claims })
    await ringOn(storage, { clock, secrets: [next, SECRET] }).maintain()
    const later = ringOn(storage, { clock, secrets: [next] })
    await later.maintain()
    expect(await later.verify(jwt)).toBeDefined()
    expect(await later.verify(await later.sign({ algorithm: 'ES256', claims }))).toBeDefined()
    expect(await storage.list(START)).toHaveLength(1)
  })

  it('stop the start with what to do when no secret opens them', async () => {
    const { ring, clock, storage } = started()
    await ring.maintain()
    const [row] = await storage.list(START)
    const stranger = ringOn(storage, { clock, secrets: [next] })
    await expect(stranger.maintain()).rejects.toThrow(
      new RegExp(`Signing key ${row?.kid} was sealed under another server secret.*previous one`),
    )
    await expect(stranger.sign({ algorithm: 'ES256', claims })).rejects.toThrow(/another server secret/)
  })

  it('can be replaced at once when the secret is lost', async () => {
    const { ring, clock, storage } = started()
    const old = await ring.sign({ algorithm: 'ES256', claims })
    const stranger = ringOn(storage, { clock, secrets: [next] })
    await stranger.rotate({ immediately: true })
    await stranger.maintain()
    expect(await stranger.verify(await stranger.sign({ algorithm: 'ES256', claims }))).toBeDefined()
    expect(await stranger.verify(old)).toBeUndefined()
  })
})

describe('one database and two issuers', () => {
  const renamed = 'https://login.example.com'
  const warnings: string[] = []
  const logger = { warn: (_: object, message = '') => warnings.push(message) }

  beforeEach(() => {
    warnings.length = 0
  })

  it('are told once to the second that comes, in every process', async () => {
    const storage = store()
    const clock = fakeClock(START)
    await ringOn(storage, { clock, logger }).maintain()
    expect(warnings).toEqual([])
    const other = ringOn(storage, { clock, logger, issuer: renamed })
    await other.maintain()
    await other.maintain()
    expect(warnings).toEqual([
      expect.stringMatching(/made for the issuer https:\/\/id\.example\.com.*keys rotate/),
    ])
  })

  it('are no longer told when an issuer that was renamed has keys of its own', async () => {
    const storage = store()
    const clock = fakeClock(START)
    await ringOn(storage, { clock }).maintain()
    await ringOn(storage, { clock, issuer: renamed }).rotate()
    await ringOn(storage, { clock, logger, issuer: renamed }).maintain()
    expect(warnings).toEqual([])
    await ringOn(storage, { clock, logger }).maintain()
    expect(warnings).toHaveLength(1)
  })

  it('are known too where an earlier version made the keys, from its first start with this one', async () => {
    const storage = store()
    const clock = fakeClock(START)
    const sealer = createSealer([SECRET], 'https://id.example.com', systemRandom)
    await ringOn(storage, { clock }).maintain()
    const [key] = await storage.list(START)
    const { issuer: _, ...jwk } = sealer.unseal('signing_key', key?.sealedPrivateJwk ?? '') as {
      issuer: string
    }
    await storage.reseal(key?.kid ?? '', sealer.seal('signing_key', jwk))
    await ringOn(storage, { clock, logger }).maintain()
    expect(warnings).toEqual([])
    const stamped = (await storage.list(START)).map(({ sealedPrivateJwk }) => sealedPrivateJwk)
    await ringOn(storage, { clock }).maintain()
    expect((await storage.list(START)).map(({ sealedPrivateJwk }) => sealedPrivateJwk)).toEqual(stamped)
    await ringOn(storage, { clock, logger, issuer: renamed }).maintain()
    expect(warnings).toHaveLength(1)
  })
})

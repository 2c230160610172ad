import { describe, expect, it } from 'vitest'
import type { KeyRing } from '../../src/keys/key-ring.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { patiently } from '../fixtures/patiently.ts'
import { DAY, ringOn, START } from './ring-on.ts'

const store = () => createMemoryStorage().signingKeys
const YEARS = 70 * 365 * DAY

/** The storage after a first start by a clock that is ahead by this many seconds, and the right clock. */
async function startedAhead(seconds: number) {
  const storage = store()
  const ahead = fakeClock(START + seconds)
  await ringOn(storage, { clock: ahead }).maintain()
  const clock = fakeClock(START)
  return { storage, ahead, clock, ring: ringOn(storage, { clock }) }
}

async function signerOf(ring: KeyRing): Promise<string | undefined> {
  return (await ring.verify(await ring.sign({ algorithm: 'ES256', claims: {} })))?.header.kid
}

const statesOf = async (ring: KeyRing) => (await ring.list()).map(({ state }) => state)

describe('a key that was made by a clock that was ahead', () => {
  it('signs at once by the right clock too, as nothing else can', async () => {
    const { ring } = await startedAhead(7200)
    await ring.maintain()
    expect(await signerOf(ring)).toBe((await ring.list())[0]?.kid)
    expect(await statesOf(ring)).toEqual(['current'])
  })

  it('replaces a leaked one at once, on the nodes whose clocks are right too', async () => {
    const storage = store()
    const [clock, ahead] = [fakeClock(START), fakeClock(START + 7200)]
    const [ring, wrong] = [ringOn(storage, { clock }), ringOn(storage, { clock: ahead })]
    await ring.maintain()
    const [made] = await wrong.rotate({ immediately: true })
    clock.advance(30)
    expect(await signerOf(ring)).toBe(made?.kid)
    await ring.maintain()
    const [leaked] = await ring.list()
    expect(leaked?.retiresAt).toBe(START + 30 + 3600 + 60)
  })

  it('is not signed with before its overlap is over, if it was made to come next', async () => {
    const { ring, ahead, storage, clock } = await startedAhead(7200)
    const first = await signerOf(ring)
    await ringOn(storage, { clock: ahead }).rotate()
    clock.advance(30)
    expect(await signerOf(ring)).toBe(first)
    expect(await statesOf(ring)).toEqual(['current', 'next'])
    clock.advance(7200 + DAY)
    expect(await signerOf(ring)).not.toBe(first)
  })

  it('does not sign for years because a clock was years ahead: its successor is due at once', async () => {
    const { ring, clock } = await startedAhead(YEARS)
    await ring.maintain()
    expect(await statesOf(ring)).toEqual(['current', 'next'])
    const first = await signerOf(ring)
    await ring.maintain()
    expect(await statesOf(ring)).toEqual(['current', 'next'])
    clock.advance(DAY)
    await ring.maintain()
    expect(await signerOf(ring)).not.toBe(first)
    clock.advance(3600 + 60)
    expect(await statesOf(ring)).toEqual(['current'])
  })
})

describe('a clock that was set back', () => {
  it('to before every key that was made to come next leaves the one that is published for longest', async () => {
    const storage = store()
    const clock = fakeClock(START)
    const ring = ringOn(storage, { clock })
    await ring.maintain()
    clock.advance(90 * DAY)
    await ring.maintain()
    clock.advance(DAY + 3660)
    const second = await signerOf(ring)
    await forgetEnded(storage, clock.now())
    clock.advance(-2 * DAY)
    expect(await signerOf(ringOn(storage, { clock }))).toBe(second)
  })

  it('does not keep the keys of before as if they had just been read', async () => {
    const storage = store()
    const clock = fakeClock(START)
    const [ring, other] = [ringOn(storage, { clock }), ringOn(storage, { clock })]
    await ring.maintain()
    clock.advance(-7200)
    const [made] = await other.rotate({ immediately: true })
    expect(await signerOf(ring)).toBe(made?.kid)
  })
})

/** What the sweeper leaves of the keys. */
async function forgetEnded(storage: ReturnType<typeof store>, now: number): Promise<void> {
  const kept = await storage.list(now)
  storage.list = async (at) => kept.filter(({ retiresAt }) => retiresAt === undefined || at < retiresAt)
}

describe('whoever fetches the key set', () => {
  /** Two nodes, and a switch for what the storage of the first does. */
  async function twoNodes() {
    const storage = store()
    const clock = fakeClock(START)
    let { list } = storage
    let reads = 0
    const counted = {
      ...storage,
      list(now: number) {
        reads += 1
        return list(now)
      },
    }
    const ring = ringOn(counted, { clock })
    const other = ringOn(storage, { clock })
    await ring.maintain()
    reads = 0
    return {
      clock,
      other,
      published: async () => (await ring.publicJwks()).keys.length,
      reads: () => reads,
      become: (changed: typeof list) => {
        list = changed
      },
      wellAgain: () => {
        list = storage.list
      },
    }
  }

  it('gets a key that another process has just made, from a server that was idle', async () => {
    const { clock, other, published } = await twoNodes()
    await other.rotate()
    clock.advance(1)
    expect(await published()).toBe(2)
  })

  it('causes one read a second at most, however many ask', async () => {
    const { clock, published, reads } = await twoNodes()
    await Promise.all(Array.from({ length: 50 }, published))
    expect(reads()).toBe(0)
    clock.advance(1)
    await Promise.all(Array.from({ length: 50 }, published))
    await Promise.all(Array.from({ length: 50 }, published))
    expect(reads()).toBe(1)
  })

  it('gets what is known while storage fails', async () => {
    const { clock, published, become } = await twoNodes()
    become(() => Promise.reject(new Error('connection refused')))
    for (let asked = 0; asked < 3; asked++) {
      clock.advance(1)
      expect(await published()).toBe(1)
    }
  })

  it('gets what is known while storage hangs, the first after a second and the others at once, until it answers', async () => {
    const { clock, other, published, become, wellAgain } = await twoNodes()
    const hung = Promise.withResolvers<never>()
    become(() => hung.promise)
    clock.advance(1)
    expect(await published()).toBe(1)
    const startedAt = performance.now()
    for (let asked = 0; asked < 5; asked++) expect(await published()).toBe(1)
    expect(performance.now() - startedAt).toBeLessThan(900)
    await other.rotate()
    hung.reject(new Error('gave up'))
    wellAgain()
    clock.advance(1)
    await expect.poll(published, patiently).toBe(2)
  })
})

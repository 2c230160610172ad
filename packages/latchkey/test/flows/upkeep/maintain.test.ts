import { describe, expect, it, vi } from 'vitest'
import { maintainRegularly } from '../../../src/flows/upkeep/maintain.ts'
import { silentLogger } from '../../../src/log/create-logger.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { grantWith } from '../../../src/testing/storage-contract/examples.ts'
import { patiently } from '../../fixtures/patiently.ts'
import { backChannel } from '../back-channel.ts'

/**
 * A server whose storage holds this many grants that are over. By the stopwatch, a step that deletes so many
 * rows takes `slowness` milliseconds.
 */
async function sweeping(grants: number, slowness: (rows: number) => number, secondsAgo = 7200) {
  const { parts } = await backChannel()
  const inner = createMemoryStorage()
  const now = parts.clock.now()
  for (let index = 0; index < grants; index++) {
    await inner.grants.open(
      grantWith({ id: `over-${index}`, absoluteExpiresAt: now - secondsAgo, expiresAt: now - secondsAgo }),
    )
  }
  const steps: number[] = []
  let elapsed = 0
  const storage = {
    ...parts.storage,
    async purge(options: Parameters<typeof inner.purge>[0]) {
      steps.push(options.limit)
      const gone = await inner.purge(options)
      elapsed += slowness(gone)
      return gone
    },
  }
  const maintenance = maintainRegularly(
    { ...parts, storage, clockWatch: { look: async () => undefined } },
    { everySeconds: 0.01, logger: silentLogger, stopwatch: () => elapsed },
  )
  return { steps, inner, maintenance }
}

describe('the sweeper', () => {
  it('deletes everything that is over, in growing steps while they are quick', async () => {
    const { steps, inner, maintenance } = await sweeping(1000, () => 0)
    await vi.waitFor(async () => expect(await inner.grants.find('over-999')).toBeUndefined(), patiently)
    await maintenance.stop()
    expect(steps.slice(0, 4)).toEqual([10, 20, 40, 80])
    expect(Math.max(...steps)).toBeLessThanOrEqual(500)
  })

  it('leaves a row for two hours after its end, for nodes whose clocks are behind', async () => {
    const { steps, inner, maintenance } = await sweeping(1, () => 0, 7199)
    await vi.waitFor(() => expect(steps.length).toBeGreaterThan(1), patiently)
    await maintenance.stop()
    expect((await inner.grants.find('over-0'))?.id).toBe('over-0')
  })

  it('takes smaller steps as soon as one has held up the requests', async () => {
    const { steps, maintenance } = await sweeping(1000, (rows) => (rows > 40 ? 8 : 0))
    await vi.waitFor(() => expect(steps.length).toBeGreaterThan(5), patiently)
    await maintenance.stop()
    expect(steps.slice(0, 6)).toEqual([10, 20, 40, 80, 40, 80])
  })

  it('stops at once when the server closes, also while it rests', async () => {
    const { steps, maintenance } = await sweeping(1000, (rows) => (rows === 20 ? 2000 : 0))
    await vi.waitFor(() => expect(steps).toEqual([10, 20]), patiently)
    const startedAt = performance.now()
    await maintenance.stop()
    expect(performance.now() - startedAt).toBeLessThan(1000)
    expect(steps).toEqual([10, 20])
  })
})

describe('a task of the maintenance that fails', () => {
  it('keeps no other from its turn, and is told of once, and again when it works', async () => {
    const { parts } = await backChannel()
    const lines: string[] = []
    const write = (_: object, message = '') => void lines.push(message)
    const ran = { keys: 0, secrets: 0, sweeps: 0 }
    let isAway = true
    const fail = () => {
      if (isAway) throw new Error('the table of keys is locked')
    }
    const keyRing = {
      ...parts.keyRing,
      async maintain() {
        ran.keys += 1
        fail()
      },
    }
    const secretUse = {
      ...parts.secretUse,
      async flush() {
        ran.secrets += 1
      },
    }
    const storage = {
      ...parts.storage,
      async purge() {
        ran.sweeps += 1
        return 0
      },
    }
    const maintenance = maintainRegularly(
      { ...parts, keyRing, secretUse, storage, clockWatch: { look: async () => undefined } },
      { everySeconds: 0.001, logger: { debug: write, info: write, warn: write, error: write } },
    )
    await vi.waitFor(() => expect(Math.min(...Object.values(ran))).toBeGreaterThan(3), patiently)
    isAway = false
    await vi.waitFor(() => expect(lines).toHaveLength(2), patiently)
    await maintenance.stop()
    expect(lines).toEqual(['key maintenance failed', 'key maintenance works again'])
  })
})

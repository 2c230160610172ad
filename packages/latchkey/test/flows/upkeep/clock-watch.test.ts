import { expect, test } from 'vitest'
import { createClockWatch } from '../../../src/flows/upkeep/clock-watch.ts'
import { eventWith } from '../../../src/testing/storage-contract/examples.ts'
import { backChannel } from '../back-channel.ts'

test('the log names the clock once for each time that stored times get ahead of it, by how many seconds', async () => {
  const { parts, clock } = await backChannel()
  const told: [object, string][] = []
  const watch = createClockWatch({
    ...parts,
    logger: { warn: (about, line = '') => told.push([about, line]) },
  })
  await watch.look()
  await parts.storage.events.append([eventWith({ id: 'of-another-node', at: clock.now() + 60 })])
  await watch.look()
  expect(told, 'nodes may be a minute apart').toEqual([])
  clock.advance(-7200)
  for (let round = 0; round < 3; round++) await watch.look()
  expect(told).toEqual([
    [{ secondsAhead: 7260 }, expect.stringMatching(/clock .* 7260 seconds behind .* NTP/)],
  ])
  clock.advance(7200)
  await watch.look()
  clock.advance(-600)
  await watch.look()
  expect(told.map(([about]) => about)).toEqual([{ secondsAhead: 7260 }, { secondsAhead: 660 }])
})

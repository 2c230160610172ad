import { expect, onTestFinished, test } from 'vitest'
import { everybody, openBusyServer } from '../under-load/busy-server.ts'
import { freshDatabase } from './fresh-database.ts'
import { openLossyLine } from './lossy-line.ts'

/** Milliseconds. */
const RESUME_MS = 8000

test('under load, when answers of the database get lost: what it has done it does not do twice, and no refresh token is lost', async () => {
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const line = await openLossyLine(database.url)
  onTestFinished(() => line.close())
  const busy = await openBusyServer(line.url)
  for (let round = 0; round < 10; round += 1) {
    await busy.load.until('served', everybody, RESUME_MS)
    line.loseAnswers(5)
    await expect.poll(() => line.toLose, { timeout: RESUME_MS }).toBe(0)
  }
  await busy.load.until('served', everybody, RESUME_MS)
  await busy.endWell()
})

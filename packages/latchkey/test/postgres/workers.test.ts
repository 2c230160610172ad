import { describe, expect, test } from 'vitest'
import {
  askWhoAnswers,
  expectOneRedemption,
  expectToSurviveKill,
  soon,
  startPool,
} from '../cli/worker-pool.ts'
import { freshDatabase } from './fresh-database.ts'

describe('latchkey start --workers on PostgreSQL', () => {
  test('all serve from an empty database on, one wins each code, and one that is killed is replaced', async () => {
    const database = await freshDatabase()
    const pool = await startPool(2, { storage: database.url })
    await expect.poll(() => askWhoAnswers(pool), soon).toEqual(new Set(pool.workers))
    await expectOneRedemption(pool)
    await expectToSurviveKill(pool)
    pool.child.kill('SIGTERM')
    expect(await pool.ended).toBe(0)
    await database.drop()
  })
})

import { describe, expect, test } from 'vitest'
import { askWhoAnswers, expectOneRedemption, expectToSurviveKill, soon, startCrew } from '../cli/crew.ts'
import { freshDatabase } from './fresh-database.ts'

describe('latchkey start --workers on PostgreSQL', () => {
  test('all serve from an empty database on, one wins each code, and one that is killed is replaced', async () => {
    const database = await freshDatabase()
    const crew = await startCrew(2, { storage: database.url })
    await expect.poll(() => askWhoAnswers(crew), soon).toEqual(new Set(crew.workers))
    await expectOneRedemption(crew)
    await expectToSurviveKill(crew)
    crew.child.kill('SIGTERM')
    expect(await crew.ended).toBe(0)
    await database.drop()
  })
})

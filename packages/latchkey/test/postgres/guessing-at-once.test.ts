import { expect, onTestFinished, test } from 'vitest'
import { guessAtOnce, openTwoNodes } from '../fixtures/guess-at-once.ts'
import { freshDatabase } from './fresh-database.ts'

test('400 guesses of a client secret at once get no more than 30 answers from two nodes (RFC 6749 §2.3.1)', async () => {
  const database = await freshDatabase()
  onTestFinished(() => database.drop())
  const nodes = await openTwoNodes(() => database.url)
  for (const node of nodes) onTestFinished(() => node.close())
  expect(await guessAtOnce(nodes)).toEqual({ told: 30, putOff: 369, right: 429 })
})

import { test } from 'vitest'
import { expectOneRefresh } from '../../../latchkey/test/both-ends/refresh-at-once.ts'
import { freshDatabase } from '../../../latchkey/test/postgres/fresh-database.ts'

test('100 requests at once with an expired access token, at two processes of an app on one PostgreSQL: one refresh', async () => {
  const database = await freshDatabase()
  await expectOneRefresh(database.url).finally(() => database.drop())
}, 120_000)

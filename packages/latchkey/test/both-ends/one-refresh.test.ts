import { test } from 'vitest'
import { expectOneRefresh } from './refresh-at-once.ts'

test(
  '100 requests at once with an expired access token, at two processes of an app on one SQLite file: one refresh',
  () => expectOneRefresh('sqlite:sessions.db'),
  120_000,
)

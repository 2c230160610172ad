import { expect, test } from 'vitest'
import { parseSqlitePath } from '../../src/database/sqlite-path.ts'

test.each([
  ['sqlite:latchkey.db', 'latchkey.db'],
  ['sqlite:/var/lib/latchkey.db', '/var/lib/latchkey.db'],
  ['sqlite:///var/lib/latchkey.db', '/var/lib/latchkey.db'],
  ['sqlite::memory:', ':memory:'],
  ['sqlite:', undefined],
  ['sqlite://host/latchkey.db', undefined],
])('%s names the file %s', (url, path) => {
  expect(parseSqlitePath(url)).toBe(path)
})

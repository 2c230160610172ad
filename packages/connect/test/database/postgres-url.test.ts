import { expect, test } from 'vitest'
import { parsePostgresUrl, toShownAddress } from '../../src/database/postgres-url.ts'

test('the schema is taken out of the address, and the rest stays as it was written', () => {
  expect(parsePostgresUrl('postgres://db/app')).toEqual({ connection: 'postgres://db/app' })
  expect(parsePostgresUrl('postgres://u:p%3F@db/app?sslmode=require&schema=auth&options=-c%20a=b')).toEqual({
    connection: 'postgres://u:p%3F@db/app?sslmode=require&options=-c%20a=b',
    schema: 'auth',
  })
  expect(parsePostgresUrl('postgres:///app?host=/run/pg&schema=auth')).toEqual({
    connection: 'postgres:///app?host=/run/pg',
    schema: 'auth',
  })
})

test.each(['Auth', 'pg_auth', '1a', 'a-b', 'a"b', '', 'a'.repeat(64), 'a&schema=b'])(
  'the schema %j is no plain name',
  (schema) => expect(parsePostgresUrl(`postgres://db/app?schema=${schema}`)).toBeUndefined(),
)

test.each([
  ['postgres://ada:hunter2@db.example:5433/app', 'postgres://db.example:5433/app'],
  [
    'postgres://ada:hun@ter2@db.example/app?schema=auth&password=hunter2',
    'postgres://db.example/app?schema=auth',
  ],
  ['postgresql://ada:hunter2/hunter2@db/app', 'postgresql://db/app'],
  ['postgres://ada:hunter2?hunter2@db/app', 'postgres://…'],
  ['postgres://db/app?password=x@hunter2', 'postgres://…'],
  ['postgres:///app?host=/run/pg&password=hunter2', 'postgres:///app'],
  ['sqlite:latchkey.db', 'sqlite:latchkey.db'],
])('%s is shown as %s', (url, shown) => {
  expect(toShownAddress(url)).toBe(shown)
})

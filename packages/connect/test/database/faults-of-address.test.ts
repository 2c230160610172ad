import { describe, expect, test } from 'vitest'
import { faultOfPostgresUrl, faultOfSqliteUrl, faultOfWriting } from '../../src/database/faults-of-address.ts'
import { toShownAddress } from '../../src/database/postgres-url.ts'

const encode = /percent-encoded: in user and password, write \/ as %2F, \? as %3F, # as %23/

describe('an address of PostgreSQL', () => {
  test.each([
    'postgres://db',
    'postgres://db/app',
    'postgresql://ada@db.example:5433/app',
    'postgres://ada:p%2Fa%3Fs%23s@db/app?sslmode=verify-full',
    'postgres://ada:hun@ter2@db/app',
    'postgres://[::1]:5432/app',
    'postgres:///app?host=/run/postgresql&schema=auth',
    'postgres://db/app?user=ada@tenant',
    'postgres://ada@/app?host=/run/pg',
    'postgres://%2Frun%2Fpg/app',
  ])('%s is right', (url) => expect(faultOfPostgresUrl(url)).toBeUndefined())

  test.each([
    ['postgres:', /^names no server: write "postgres:\/\/user:password@host\/database"/],
    ['postgres://', /^names no server/],
    ['postgres:db', /^names no server/],
    ['postgres://ada:hun/ter2@db/app', encode],
    ['postgres://ada:hun#ter2@db/app', encode],
    ['postgres://ada:hun?ter2@db/app', encode],
    ['postgres://ada:hun?te=r2@db/app', encode],
    ['postgres://ada:12/34@db/app', encode],
    ['postgres://ada:12?3=4@db/app', encode],
    ['postgres://ada:hun%ter2@db/app', /has a "%" that encodes nothing/],
    ['postgres://db:port/app', /no port number/],
    ['postgres://db:99999/app', /no port number/],
    ['postgres://one:5432,two:5432/app', /several hosts, and one is supported/],
    ['postgres://db/app?schema=Auth', /"schema" that is no plain name/],
    ['postgres://db/app?schema=a&schema=b', /"schema" that is no plain name/],
  ])('%s is refused with what to change, and without the password', (url, fault) => {
    expect(faultOfPostgresUrl(url)).toMatch(fault)
    expect(faultOfPostgresUrl(url)).not.toMatch(/hun|ter2|12|34/)
    expect(toShownAddress(url)).not.toMatch(/hun|ter2/)
  })
})

describe('an address of SQLite', () => {
  test.each([
    'sqlite:a.db',
    'sqlite:/var/lib/a b.db',
    'sqlite:///var/lib/a.db',
    'sqlite::memory:',
    'sqlite:./a#1.db',
  ])('%s is right', (url) => expect(faultOfSqliteUrl(url)).toBeUndefined())

  test.each([
    ['sqlite:', /^names no file/],
    ['sqlite://a.db', /^names no file, but a host/],
    ['sqlite:a.db?mode=ro', /parameters after a "\?", which are not supported/],
    ['sqlite::memory:?cache=shared', /parameters/],
    ['sqlite:file:a.db', /"file:" before the path/],
    ['sqlite:///var/my%20data/a.db', /without percent-encoding/],
    ['sqlite:/var/lib/', /names a folder/],
    ['sqlite:~/app.db', /begins with "~", which only a shell knows/],
  ])('%s is refused with what to write: SQLite would begin an empty database of that name', (url, fault) =>
    expect(faultOfSqliteUrl(url)).toMatch(fault),
  )

  test.skipIf(process.platform === 'win32').each(['sqlite:C:\\data\\a.db', 'sqlite:///C:/data/a.db'])(
    '%s is a path of Windows',
    (url) => expect(faultOfSqliteUrl(url)).toMatch(/path of Windows/),
  )
})

test.each([
  ['"sqlite:a.db"', /quotes around it/],
  ["'postgres://db/app'", /quotes/],
  [' sqlite:a.db', /blank/],
  ['postgres://db/app\n', /blank/],
  ['sqlite: a.db', /blank/],
  ['file:a.db', /write "sqlite:" and the path/],
])('what a shell or a .env file leaves in %j is named', (url, fault) =>
  expect(faultOfWriting(url)).toMatch(fault),
)

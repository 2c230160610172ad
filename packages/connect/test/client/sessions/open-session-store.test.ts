import session from 'express-session'
import { describe, expect, test } from 'vitest'
import { inTemporaryFolder } from '../../../../latchkey/test/fixtures/temporary-folder.ts'
import { memorySessions } from '../../../src/client/sessions/memory-sessions.ts'
import { openSessionStore } from '../../../src/client/sessions/open-session-store.ts'

const expiresAt = 2000

describe('the option `sessions`', () => {
  test('takes `memory:`, `sqlite:` with a path, and a store', () =>
    inTemporaryFolder(async (folder) => {
      const own = memorySessions()
      expect(await openSessionStore(own).create('a', { sealed: 'a', expiresAt })).toBe('created')
      expect(await own.load('a', 1000)).toMatchObject({ sealed: 'a' })
      for (const address of [
        'memory:',
        `sqlite:${folder}/a.db`,
        `sqlite://${folder}/b.db`,
        'sqlite::memory:',
      ]) {
        const store = openSessionStore(address)
        expect(await store.create('a', { sealed: 'a', expiresAt }), address).toBe('created')
        await store.close()
      }
    }))

  test.each([
    ['redis://:hunter2@localhost', /^sessions: "redis:" is not supported\. Write 'memory:'/],
    ['sessions.db', /^sessions: an address without a scheme is not supported/],
    ['', /an address without a scheme/],
    ['sqlite:', /^sessions: the address names no file/],
    ['sqlite://host/file', /names no file/],
    ['sqlite:a.db?mode=ro', /^sessions: the address has parameters after a "\?"/],
    ['postgres://ada:hunter2/x@db/app', /percent-encoded: in user and password, write \/ as %2F/],
    ['"memory:"', /has quotes around it/],
    [
      'postgres://ada:hunter2@localhost/app?schema=Our-Books',
      /^sessions: the address has a "schema" that is no plain name/,
    ],
    ['postgres://ada:hunter2@localhost/app?schema=a&schema=b', /is no plain name/],
  ])('refuses %s with what to write, and shows no password', (address, message) => {
    const open = () => openSessionStore(address)
    expect(open).toThrow(TypeError)
    expect(open).toThrow(message)
    expect(open).not.toThrow(/hunter2/)
  })

  test('refuses a store of express-session that is not wrapped, and what is no store', () => {
    const given = (value: unknown) => () => openSessionStore(value as string)
    expect(given(new session.MemoryStore())).toThrow(/Wrap it: sessions: expressSessionStore\(store\)/)
    expect(given({ create() {}, load() {} })).toThrow(/lacks replace, remove, removeExpired, close/)
    expect(given(undefined)).toThrow(TypeError)
  })
})

test('sessions in memory are bounded: the one written longest ago goes first', async () => {
  const store = memorySessions(2)
  await store.create('a', { sealed: 'a', expiresAt })
  await store.create('b', { sealed: 'b', expiresAt })
  await store.replace('a', 1, { sealed: 'a2', expiresAt })
  await store.create('c', { sealed: 'c', expiresAt })
  const found = await Promise.all(['a', 'b', 'c'].map((key) => store.load(key, 1000)))
  expect(found.map((each) => each?.sealed)).toEqual(['a2', undefined, 'c'])
})

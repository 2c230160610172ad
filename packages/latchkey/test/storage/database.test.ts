import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Database } from '../../src/storage/postgres/database.ts'
import type { PgClient, PgPool } from '../../src/storage/postgres/pg-pool.ts'

/** What each statement comes to, in order: rows, or an error. */
type Script = readonly (readonly object[] | Error)[]

/** A pool that plays a script instead of asking a server, and notes how its connections were given back. */
function playing(script: Script) {
  const left = [...script]
  const released: ('kept' | 'dropped')[] = []
  let listeners = 0
  const client: PgClient = {
    async query() {
      const next = left.shift()
      if (next instanceof Error) throw next
      return { rows: next ?? [], rowCount: next?.length ?? 0 }
    },
    release: (error) => released.push(error === undefined ? 'kept' : 'dropped'),
    on: () => {
      listeners += 1
    },
    removeListener: () => {
      listeners -= 1
    },
  }
  const pool: PgPool = { connect: async () => client, end: async () => {}, on: () => {} }
  const database = new Database(pool, 'latchkey')
  const statement = database.statement('try', 'SELECT 1')
  return { database, statement, released, left, listeners: () => listeners }
}

const cut = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
const refusedBy = (sqlState: string) =>
  Object.assign(new Error(sqlState), { code: sqlState, severity: 'ERROR' })
const row = [{ id: 'a' }]

describe('a statement', () => {
  test('that reads is asked once more when the connection is cut, and no oftener', async () => {
    const once = playing([cut(), row])
    expect(await once.database.read(once.statement, [])).toEqual(row)
    expect(once.released).toEqual(['dropped', 'kept'])
    const twice = playing([cut(), cut(), row])
    await expect(twice.database.read(twice.statement, [])).rejects.toThrow('ECONNRESET')
    expect(twice.left).toHaveLength(1)
  })

  test('that writes is not: nobody knows whether it was done', async () => {
    const { database, statement, left } = playing([cut(), row])
    await expect(database.write(statement, [])).rejects.toThrow('ECONNRESET')
    expect(left).toHaveLength(1)
  })

  test.each(['40P01', '40001'])('that %s undid is run again, three times at most', async (sqlState) => {
    const undone = refusedBy(sqlState)
    const lucky = playing([undone, undone, undone, row])
    expect(await lucky.database.write(lucky.statement, [])).toEqual({ rows: row, count: 1 })
    expect(lucky.released).toEqual(['kept', 'kept', 'kept', 'kept'])
    const luckless = playing([undone, undone, undone, undone, row])
    await expect(luckless.database.write(luckless.statement, [])).rejects.toThrow(sqlState)
    expect(luckless.left).toHaveLength(1)
  })

  test('that the server refused leaves the connection in use', async () => {
    for (const sqlState of ['23505', '22021', '42P01', '57014']) {
      const { database, statement, released, listeners } = playing([refusedBy(sqlState)])
      await expect(database.write(statement, [])).rejects.toThrow(sqlState)
      expect([released, listeners()]).toEqual([['kept'], 0])
    }
  })

  test('after which the connection is of no more use gives it back to be closed', async () => {
    // A timeout of ours, a primary that has become a standby, a pooler without the prepared statement.
    for (const error of [new Error('Query read timeout'), refusedBy('25006'), refusedBy('26000')]) {
      const { database, statement, released } = playing([error])
      await expect(database.write(statement, [])).rejects.toThrow(error.message)
      expect(released).toEqual(['dropped'])
    }
  })

  test('has a name that tells its text from every other', () => {
    const { database } = playing([])
    const [one, same, other] = ['SELECT 1', 'SELECT 1', 'SELECT 2'].map((text) =>
      database.statement('a', text),
    )
    expect(one?.name).toBe(same?.name)
    expect(one?.name).not.toBe(other?.name)
  })
})

describe('a pool without a limit of its own', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('is waited for two seconds, and what it brings later is given back', async () => {
    let release = 0
    let bring: (client: PgClient) => void = () => {}
    const connect = () =>
      new Promise<PgClient>((resolve) => {
        bring = resolve
      })
    const database = new Database({ connect, end: async () => {}, on: () => {} }, 'latchkey')
    const reading = database.read(database.statement('try', 'SELECT 1'), []).catch(String)
    await vi.advanceTimersByTimeAsync(1999)
    await vi.advanceTimersByTimeAsync(1)
    expect(await reading).toContain('The database cannot be reached: no connection within 2000 ms')
    const late = { query: async () => ({ rows: [], rowCount: 0 }), on: () => {}, removeListener: () => {} }
    bring({
      ...late,
      release: () => {
        release += 1
      },
    })
    await vi.advanceTimersByTimeAsync(0)
    expect(release).toBe(1)
  })
})

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findBinaries } from '../../../../scripts/postgres-server/find-binaries.ts'
import {
  type PostgresServer,
  startPostgresServer,
} from '../../../../scripts/postgres-server/postgres-server.ts'
import { type BusyServer, everybody, needy, openBusyServer } from '../under-load/busy-server.ts'
import { ANSWER_MS } from '../under-load/wire.ts'

/** Milliseconds from the return of the database to the first answers of every kind. */
const RESUME_MS = 8000
/** Milliseconds within which `/readyz` answers, and tells. */
const NOTICE_MS = 5000
/** Milliseconds within which a server closes. */
const CLOSE_MS = 20_000

/*
 * All the while, every answer is what was asked for, or 503 with Retry-After, and comes in time; whoever
 * needs no database is served; no code is redeemed twice; and nothing is thrown past every catch. See
 * visitors.ts and busy-server.ts.
 */
describe.skipIf(findBinaries(18) === undefined)('under load, on a database that goes away', () => {
  let database: PostgresServer
  beforeAll(async () => {
    database = await startPostgresServer()
  })
  afterAll(() => database.stop())

  test.each([
    ['is killed', () => database.kill(), () => database.restart()],
    ['is shut down in order', () => database.shutDown(), () => database.restart()],
    ['hangs', () => database.pause(), () => database.resume()],
  ])(
    'that %s: 503 while it is away, then all goes on by itself, and no refresh token is lost',
    async (_, leave, comeBack) => {
      const busy = await openBusyServer(await database.createDatabase())
      await busy.load.until('served', everybody, RESUME_MS)
      await leave()
      await expectNotReady(busy)
      await busy.load.until('unavailable', needy, 2 * ANSWER_MS, 2)
      await busy.load.until('served', ['client_credentials'], ANSWER_MS)
      await comeBack()
      await busy.load.until('served', everybody, RESUME_MS)
      await expect.poll(busy.readiness, { timeout: NOTICE_MS }).toBe(200)
      await busy.endWell()
    },
  )

  test.each([
    ['is gone', () => database.kill(), () => database.restart()],
    ['hangs', () => database.pause(), () => database.resume()],
  ])('that %s: the server can be closed all the same', async (_, leave, comeBack) => {
    const busy = await openBusyServer(await database.createDatabase())
    await busy.load.until('served', everybody, RESUME_MS)
    await leave()
    onTestFinished(comeBack)
    await busy.load.stop()
    const startedAt = performance.now()
    await busy.live.close()
    expect(performance.now() - startedAt).toBeLessThan(CLOSE_MS)
  })

  test('that is killed again and again: each time all goes on, and no refresh token is lost', async () => {
    const busy = await openBusyServer(await database.createDatabase())
    for (let round = 0; round < 4; round += 1) {
      await busy.load.until('served', everybody, RESUME_MS)
      await database.kill()
      await database.restart()
    }
    await busy.load.until('served', everybody, RESUME_MS)
    await busy.endWell()
  })

  test('that cuts every connection, often: all goes on, and no refresh token is lost', async () => {
    const busy = await openBusyServer(await database.createDatabase())
    for (let round = 0; round < 8; round += 1) {
      await database.cutConnections()
      await busy.load.until('served', everybody, RESUME_MS)
    }
    expect(await busy.readiness()).toBe(200)
    await busy.endWell()
  })
})

async function expectNotReady({ readiness }: BusyServer): Promise<void> {
  await expect.poll(readiness, { timeout: NOTICE_MS }).toBe(503)
}

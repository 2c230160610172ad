import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { openPostgresStorage, openStorage } from '../../src/index.ts'
import { useFreshDatabase } from './fresh-database.ts'

const database = useFreshDatabase()

/** The address of the database with something changed. */
function address(change: (url: URL) => void): string {
  const url = new URL(database.url)
  url.password ||= 'hunter2'
  change(url)
  return url.href
}

/** Why it does not open, in one line that never shows the password. */
async function reasonOf(url: string): Promise<string> {
  const opened = openStorage(url).then(async (storage) => {
    await storage.close()
    return 'it opened'
  })
  const reason = await opened.catch((error: unknown) => String(error))
  expect(reason).not.toContain(new URL(url).password || 'hunter2')
  expect(reason).not.toContain('\n')
  return reason
}

describe('an address that cannot be used is refused with what to change', () => {
  test('nothing listens there', async () => {
    const { port, close } = await silentServer()
    await close()
    const reason = await reasonOf(
      address((url) => {
        url.port = String(port)
      }),
    )
    expect(reason).toContain(`Cannot open the database postgres://127.0.0.1:${port}/`)
    expect(reason).toContain('nothing listens there. Check host and port')
  })

  test('what listens there does not answer', async () => {
    const { port, close } = await silentServer()
    const reason = await reasonOf(
      address((url) => {
        url.port = String(port)
      }),
    )
    expect(reason).toContain('the server does not answer')
    await close()
  })

  test('there is no such host', async () => {
    const reason = await reasonOf('postgres://ada:hunter2@no-such-host.invalid/app')
    expect(reason).toMatch(/no-such-host\.invalid\/app: (?:there is no such host|the server does not answer)/)
  })

  test('there is no such database', async () => {
    expect(
      await reasonOf(
        address((url) => {
          url.pathname = '/nowhere'
        }),
      ),
    ).toContain('database "nowhere" does not exist. Create it (createdb)')
  })

  test('the server does not know the user', async () => {
    expect(
      await reasonOf(
        address((url) => {
          url.username = 'nobody'
        }),
      ),
    ).toContain('does not let this user in (role "nobody" does not exist). Check user and password')
  })

  test('the server does not speak TLS', async () => {
    expect(await reasonOf(`${database.url}?sslmode=verify-full`)).toContain('does not speak TLS')
  })

  test('the schema is not a plain name', async () => {
    for (const schema of ['Our-Keys', 'pg_keys', '', 'a"; DROP SCHEMA public', 'a&schema=b']) {
      expect(await reasonOf(`${database.url}?schema=${schema}`)).toContain(
        'no plain name: write one of lower-case',
      )
      expect(() => openPostgresStorage({ pool: database.pool, schema })).toThrow(TypeError)
    }
  })

  test('the user may not create the schema', async () => {
    await database.pool.query("CREATE ROLE humble LOGIN PASSWORD 'hunter2'")
    const url = address((it) => {
      it.username = 'humble'
      it.password = 'hunter2'
    })
    const storage = await openStorage(`${url}?schema=humbles_own`)
    await expect(storage.migrate()).rejects.toThrow(
      'user "humble" may not create the schema "humbles_own". Let the owner of the database run: CREATE SCHEMA "humbles_own" AUTHORIZATION "humble"',
    )
    await database.pool.query('CREATE SCHEMA humbles_own AUTHORIZATION humble')
    expect(await storage.migrate()).not.toEqual([])
    await storage.close()
    await database.pool.query('DROP OWNED BY humble')
    await database.pool.query('DROP ROLE humble')
  })
})

test('the other parameters of the address are those of pg', async () => {
  const storage = await openStorage(`${database.url}?schema=ours&application_name=two+words`)
  const { rows } = await database.pool.query('SELECT FROM pg_stat_activity WHERE application_name = $1', [
    'two words',
  ])
  expect(rows).toHaveLength(1)
  await storage.close()
})

test('a reserved word is a schema like another', async () => {
  const storage = openPostgresStorage({ pool: database.pool, schema: 'user' })
  await storage.migrate()
  expect(await storage.grants.find('nobody')).toBeUndefined()
})

test("closing the storage leaves an embedder's pool open, and a storage that is closed refuses calls", async () => {
  const storage = openPostgresStorage({ pool: database.pool, schema: 'closed' })
  await storage.migrate()
  await storage.close()
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await expect(storage.grants.find('grant-1')).rejects.toThrow('The storage is closed')
})

test("an embedder's own ways to read numbers and text are left alone", async () => {
  const storage = openPostgresStorage({ pool: database.pool, schema: 'parsers' })
  await storage.migrate()
  await storage.rememberedIds.remember('jti', 2000, 1000)
  const { rows } = await database.pool.query('SELECT expires_at FROM parsers.remembered_ids')
  expect(rows).toEqual([{ expires_at: '2000' }])
})

/** Takes connections, and says nothing. */
async function silentServer(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer((socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { findBinaries } from '../../../../scripts/postgres-server/find-binaries.ts'
import {
  type PostgresServer,
  startPostgresServer,
} from '../../../../scripts/postgres-server/postgres-server.ts'
import { commandOf } from '../../../../scripts/postgres-server/programs.ts'

const starterFile = fileURLToPath(new URL('start-and-wait.ts', import.meta.url))
/** What may take a while on a busy machine, and is waited for no longer. */
const soon = { timeout: 20_000 }

describe.skipIf(findBinaries(18) === undefined)('the PostgreSQL server that tests throw away', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgresServer()
  })
  afterAll(() => server.stop())

  test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'it ends and leaves no file when %s ends its starter',
    async (signal) => {
      const starter = spawn(process.execPath, [starterFile], { stdio: ['pipe', 'pipe', 'inherit'] })
      const [line] = await once(createInterface({ input: starter.stdout }), 'line')
      const { pid, dataFolder } = JSON.parse(String(line))
      expect(commandOf(pid)).toContain(dataFolder)
      starter.kill(signal)
      await vi.waitFor(() => expect(commandOf(pid)).not.toContain(dataFolder), soon)
      await vi.waitFor(() => expect(existsSync(dataFolder)).toBe(false), soon)
    },
  )

  test('what was committed is there after a crash and after an orderly restart', async () => {
    await ask(server, 'CREATE TABLE kept (n int)')
    await ask(server, 'INSERT INTO kept VALUES (1)')
    await server.kill()
    await expect(ask(server, 'SELECT 1')).rejects.toThrow('ECONNREFUSED')
    await server.restart()
    await ask(server, 'INSERT INTO kept VALUES (2)')
    await server.shutDown()
    await server.restart()
    expect(await ask(server, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }])
  })

  test('paused it answers nobody, and resumed it answers whoever has waited', async () => {
    const patient = await connect(server)
    await server.pause()
    const answer = patient.query('SELECT 1 AS n')
    await expect(connect(server, 500)).rejects.toThrow(/timeout/)
    await server.resume()
    expect((await answer).rows).toEqual([{ n: 1 }])
    await patient.end()
  })

  test('it cuts the connections of clients, and goes on', async () => {
    const client = await connect(server)
    const errors: string[] = []
    client.on('error', (error) => errors.push(error.message))
    await server.cutConnections()
    await vi.waitFor(() => expect(errors.join()).toContain('terminating connection'), soon)
    expect(await ask(server, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  })

  test('it listens on the loopback interface only, and has no socket file', async () => {
    expect(await ask(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    expect(await ask(server, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }])
  })
})

async function connect({ url }: PostgresServer, limitMs = 10_000): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: limitMs })
  await client.connect()
  return client
}

async function ask(server: PostgresServer, statement: string): Promise<readonly unknown[]> {
  const client = await connect(server)
  const { rows } = await client.query(statement)
  await client.end()
  return rows
}

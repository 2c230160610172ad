import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startPostgresServer } from '../../scripts/postgres-server/postgres-server.ts'
import type { Contender } from './contenders/contender.ts'

/** Creates a new database for every contender. */
export interface Databases {
  /** The URL of a new database, in the form that the contender's server reads. */
  create(contender: Contender, label?: string): Promise<string>
  /** PostgreSQL's first process, where one is needed. */
  readonly postgresPid: number | undefined
  readonly postgresVersion: string | undefined
  close(): Promise<void>
}

/** As in production, every commit waits for the disk. */
const postgresSettings = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  shared_buffers: '1GB',
  max_wal_size: '4GB',
  max_connections: '200',
} as const

export async function openDatabases(contenders: readonly Contender[]): Promise<Databases> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  const isNeeded = contenders.some(({ database }) => database === 'postgres')
  const postgres = isNeeded ? await startPostgresServer({ settings: postgresSettings }) : undefined
  return {
    postgresPid: postgres?.pid,
    postgresVersion: postgres && (await readVersion(postgres.url)),
    async create({ name, database }, label = '') {
      if (database === 'none') return 'none:'
      if (database === 'sqlite') return `sqlite:${join(folder, `${name}${label}.db`)}`
      if (postgres === undefined) throw new Error(`${name} needs PostgreSQL, which was not started`)
      return postgres.createDatabase(`bench_${name.replaceAll('-', '_')}${label}`)
    },
    async close() {
      await postgres?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function readVersion(url: string): Promise<string | undefined> {
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query<{ readonly server_version: string }>('SHOW server_version')
  await client.end()
  return rows[0]?.server_version
}

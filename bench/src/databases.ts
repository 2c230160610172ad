import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgresServer } from '../../scripts/postgres-server/postgres-server.ts'
import type { Contender } from './contenders/contender.ts'

/** Gives every contender a fresh database of its own. */
export interface Databases {
  /** The URL of a fresh database, as the contender's server reads it. */
  create(contender: Contender): Promise<string>
  /** PostgreSQL's first process, where one is needed. */
  readonly postgresPid: number | undefined
  close(): Promise<void>
}

/** As in production: every commit waits for the disk. */
export const postgresSettings = {
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
    async create({ name, database }) {
      if (database === 'none') return 'none:'
      if (database === 'sqlite') return `sqlite:${join(folder, `${name}.db`)}`
      if (postgres === undefined) throw new Error(`${name} needs PostgreSQL, which was not started`)
      return postgres.createDatabase(`bench_${name.replaceAll('-', '_')}`)
    },
    async close() {
      await postgres?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

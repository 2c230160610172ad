import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import type { WorkloadName } from './contenders/contender.ts'
import type { StoredBytes } from './results/results.ts'
import type { RunningContender } from './running-contender.ts'

const KINDS = {
  grant: 'code_flow',
  client_credentials: 'client_credentials_es256',
} as const satisfies Record<StoredBytes['kind'], WorkloadName>

/** Tables of audit records, whatever schema they are in: what happened, kept for a time, whether or not the grant still lives. */
const AUDIT_TABLES = ['events']
/** Milliseconds in which whoever writes records behind requests has written them. */
const WRITTEN_BEHIND = 1200

interface Size {
  readonly asLeft: number
  readonly packed: number
  readonly audit: number
}

/** What a contender's database holds for each grant, and for each token of a client's own. */
export async function measureStoredBytes(
  running: RunningContender,
  kind: StoredBytes['kind'],
  count: number,
): Promise<StoredBytes | undefined> {
  const { contender, databaseUrl } = running
  const workload = KINDS[kind]
  if (contender.workloads[workload] === undefined || contender.database === 'none') return undefined
  await running.repeat(workload, 32)
  const before = await sizeOf(running, databaseUrl)
  await running.repeat(workload, count)
  const after = await sizeOf(running, databaseUrl)
  const each = (member: keyof Size) => (after[member] - before[member]) / count
  return {
    part: 'stored',
    contender: contender.name,
    kind,
    count,
    asLeft: each('asLeft'),
    packed: each('packed'),
    audit: each('audit'),
  }
}

async function sizeOf({ contender }: RunningContender, url: string): Promise<Size> {
  await new Promise((resolve) => setTimeout(resolve, WRITTEN_BEHIND))
  if (contender.database === 'sqlite') return sizeOfSqlite(url.slice('sqlite:'.length))
  const client = new Client(url)
  await client.connect()
  try {
    for (const statement of contender.purgeSql ?? []) await client.query(statement)
    await client.query('VACUUM')
    const asLeft = await sizeOfTables(client)
    await client.query('VACUUM FULL')
    return { asLeft, packed: await sizeOfTables(client), audit: await sizeOfTables(client, AUDIT_TABLES) }
  } finally {
    await client.end()
  }
}

async function sizeOfTables(client: Client, names?: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ readonly bytes: string }>(
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bytes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND ($1::text[] IS NULL OR c.relname = ANY ($1::text[]))`,
    [names ?? null],
  )
  return Number(rows[0]?.bytes)
}

/** Pages in use; those of a table and its indexes are counted by SQLite itself. */
function sizeOfSqlite(file: string): Size {
  const database = new DatabaseSync(file)
  try {
    const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0])
    const pageSize = number('PRAGMA page_size')
    const asLeft = (number('PRAGMA page_count') - number('PRAGMA freelist_count')) * pageSize
    const audit = database
      .prepare(
        'SELECT sum(pgsize) AS bytes FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ?)',
      )
      .get(AUDIT_TABLES[0] ?? '')
    return { asLeft, packed: asLeft, audit: Number(audit?.bytes ?? 0) }
  } finally {
    database.close()
  }
}

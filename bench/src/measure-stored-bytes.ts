import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import type { WorkloadName } from './contenders/contender.ts'
import type { StoredBytes } from './results/results.ts'
import type { RunningContender } from './running-contender.ts'

const KINDS = {
  grant: 'code_flow',
  client_credentials: 'client_credentials_es256',
} as const satisfies Record<StoredBytes['kind'], WorkloadName>

/** Milliseconds after which a server that writes records asynchronously has written them. */
const WRITTEN_BEHIND = 1200

interface Size {
  readonly asLeft: number
  readonly packed: number
}

/** Measures the bytes in a contender's database for each grant, and for each token of a client's own. */
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
    return { asLeft, packed: await sizeOfTables(client) }
  } finally {
    await client.end()
  }
}

async function sizeOfTables(client: Client): Promise<number> {
  const { rows } = await client.query<{ readonly bytes: string }>(
    `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bytes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  )
  return Number(rows[0]?.bytes)
}

/** Pages in use: tables and indexes. */
function sizeOfSqlite(file: string): Size {
  const database = new DatabaseSync(file)
  try {
    const number = (pragma: string) =>
      Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0])
    const asLeft = (number('page_count') - number('freelist_count')) * number('page_size')
    return { asLeft, packed: asLeft }
  } finally {
    database.close()
  }
}

import { Client } from 'pg'
import { accountIdSql, grantIdSql, type Population } from './population.ts'

const DAY = 24 * 3600

/** The columns that differ from grant to grant; the others are those of one real grant. */
const VARYING = `id, account_id, session_id, generation, rotated_at, created_at, auth_time, expires_at, absolute_expires_at, revoked_at`
const CONSTANT = 'client_id, scopes, resources, claims, amr, acr'

/** Fills Latchkey's schema. It must already contain one grant, opened by a real request. */
export async function populatePostgres(url: string, population: Population): Promise<void> {
  await withClient(url, async (client) => {
    const indexes = await dropIndexes(client)
    await client.query(
      `INSERT INTO latchkey.accounts (id, username, canonical_username, password_hash, claims, disabled, created_at, version)
       SELECT id, id || '@example.com', id || '@example.com', password_hash, claims, disabled, created_at, 1
       FROM (SELECT ${accountIdSql('a')} AS id FROM generate_series(0, $1::bigint - 1) AS a) AS ids,
         (SELECT password_hash, claims, disabled, created_at FROM latchkey.accounts LIMIT 1) AS one`,
      [population.accounts],
    )
    await insertGrants(client, population)
    for (const { definition } of indexes) await client.query(definition)
    await client.query('VACUUM (ANALYZE)')
    await client.query('CHECKPOINT')
  })
}

async function insertGrants(client: Client, { grants, accounts }: Population): Promise<void> {
  await client.query('CREATE TEMP TABLE one AS SELECT * FROM latchkey.grants LIMIT 1')
  await client.query(
    `INSERT INTO latchkey.grants (${VARYING}, ${CONSTANT})
     SELECT ${grantIdSql}, ${accountIdSql('(i * 7919) % accounts')}, NULL, 0, opened, opened, opened,
       now + 30 * ${DAY}, opened + 180 * ${DAY}, NULL, ${CONSTANT}
     FROM (
       SELECT i, $1::bigint AS n, $2::bigint AS accounts, now, now - (i * 31) % (30 * ${DAY}) AS opened
       FROM generate_series(0, $1::bigint - 1) AS i, (SELECT extract(epoch FROM now())::bigint AS now) AS clock
     ) AS numbered, one`,
    [grants, accounts],
  )
}

/** Building the indexes afterwards is faster than updating them with each insert. */
async function dropIndexes(client: Client): Promise<readonly { readonly definition: string }[]> {
  const { rows } = await client.query<{ readonly name: string; readonly definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
     FROM pg_index WHERE indrelid = 'latchkey.grants'::regclass AND NOT indisunique`,
  )
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`)
  return rows
}

/** Adds grants that have expired: work for the sweeper. */
export async function addEndedPostgres(url: string, count: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('CREATE TEMP TABLE one AS SELECT * FROM latchkey.grants LIMIT 1')
    await client.query(
      `INSERT INTO latchkey.grants (${VARYING}, ${CONSTANT})
       SELECT left(translate(encode(decode(md5('ended ' || i), 'hex'), 'base64'), '+/', '-_'), 22), account_id, NULL, 0,
         created_at, created_at, auth_time, 1, 1, NULL, ${CONSTANT}
       FROM generate_series(1, $1::bigint) AS i, one`,
      [count],
    )
  })
}

export async function countEndedPostgres(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      'SELECT count(*) AS left FROM latchkey.grants WHERE absolute_expires_at <= 1',
    )
    return Number(rows[0].left)
  })
}

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

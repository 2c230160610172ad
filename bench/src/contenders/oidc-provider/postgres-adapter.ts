import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Pool, QueryResultRow } from 'pg'

/*
 * The storage of oidc-provider, written for the bench as a careful user would write it: one table per model,
 * the id as its primary key, narrow partial indexes only where the provider looks rows up by something else,
 * every statement prepared, one round trip per call.
 */

const SECONDS_BETWEEN_PURGES = 60

/** Models whose rows are revoked together, by grant. */
const MODELS_OF_A_GRANT = new Set([
  'AccessToken',
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'BackchannelAuthenticationRequest',
])
const MODELS_BY_UID = new Set(['Session'])
const MODELS_BY_USER_CODE = new Set(['DeviceCode'])

/**
 * Clients are configured, so the provider never looks them up here; the other models belong to features that
 * are off.
 */
const TABLES = [
  'Session',
  'AccessToken',
  'AuthorizationCode',
  'RefreshToken',
  'ClientCredentials',
  'Grant',
  'Interaction',
  'ReplayDetection',
  'DeviceCode',
  'BackchannelAuthenticationRequest',
  'PushedAuthorizationRequest',
]

const tableOf = (model: string): string => `oidc_${model.replace(/(?!^)[A-Z]/g, '_$&').toLowerCase()}`

/** `payload` is what the provider stores; the other columns are for lookups. */
function createTable(model: string): string {
  const table = tableOf(model)
  const partialIndex = (column: string, isUsed: boolean) =>
    isUsed
      ? `create index if not exists ${table}_${column} on ${table} (${column}) where ${column} is not null;`
      : ''
  return `
    create table if not exists ${table} (
      id text collate "C" primary key,
      payload jsonb not null,
      grant_id text collate "C",
      uid text collate "C",
      user_code text collate "C",
      expires_at bigint,
      consumed_at bigint
    ) with (fillfactor = 80);
    ${partialIndex('grant_id', MODELS_OF_A_GRANT.has(model))}
    ${partialIndex('uid', MODELS_BY_UID.has(model))}
    ${partialIndex('user_code', MODELS_BY_USER_CODE.has(model))}
    create index if not exists ${table}_expires_at on ${table} using brin (expires_at);`
}

export async function createTables(pool: Pool): Promise<void> {
  await pool.query(TABLES.map(createTable).join('\n'))
}

/** Deletes what has expired, once a minute: the provider leaves that to its storage. */
export function purgeRegularly(pool: Pool): void {
  const purge = () => {
    const now = Math.floor(Date.now() / 1000)
    return Promise.all(
      TABLES.map((model) => pool.query(`delete from ${tableOf(model)} where expires_at < $1`, [now])),
    )
  }
  setInterval(() => void purge().catch(console.error), SECONDS_BETWEEN_PURGES * 1000).unref()
}

interface Row extends QueryResultRow {
  payload: AdapterPayload
  consumed_at: string | null
}

const toPayload = (row: Row | undefined): AdapterPayload | undefined =>
  row?.consumed_at ? { ...row.payload, consumed: Number(row.consumed_at) } : row?.payload

/** A factory, as the provider's `adapter` setting takes it: one adapter per model. */
export const createPostgresAdapter =
  (pool: Pool) =>
  (model: string): Adapter => {
    const table = tableOf(model)
    const findBy = async (column: string, value: string): Promise<AdapterPayload | undefined> => {
      const name = `${table}_by_${column}`
      const text = `select payload, consumed_at from ${table} where ${column} = $1`
      const { rows } = await pool.query<Row>({ name, text, values: [value] })
      return toPayload(rows[0])
    }
    return {
      async upsert(id, payload, expiresIn) {
        const text = `insert into ${table} (id, payload, grant_id, uid, user_code, expires_at) values ($1, $2, $3, $4, $5, $6)
          on conflict (id) do update set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
            user_code = excluded.user_code, expires_at = excluded.expires_at`
        const expiresAt = expiresIn ? Math.floor(Date.now() / 1000) + expiresIn : null
        const lookups = [
          MODELS_OF_A_GRANT.has(model) ? payload.grantId : null,
          MODELS_BY_UID.has(model) ? payload.uid : null,
          MODELS_BY_USER_CODE.has(model) ? payload.userCode : null,
        ]
        const values = [id, JSON.stringify(payload), ...lookups, expiresAt]
        await pool.query({ name: `${table}_upsert`, text, values })
      },
      find: (id) => findBy('id', id),
      findByUid: (uid) => findBy('uid', uid),
      findByUserCode: (userCode) => findBy('user_code', userCode),
      async consume(id) {
        const text = `update ${table} set consumed_at = $2 where id = $1`
        await pool.query({ name: `${table}_consume`, text, values: [id, Math.floor(Date.now() / 1000)] })
      },
      async destroy(id) {
        await pool.query({
          name: `${table}_destroy`,
          text: `delete from ${table} where id = $1`,
          values: [id],
        })
      },
      async revokeByGrantId(grantId) {
        const text = `delete from ${table} where grant_id = $1`
        await pool.query({ name: `${table}_revoke`, text, values: [grantId] })
      },
    }
  }

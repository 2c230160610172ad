import type { Pool } from 'pg'

const SECONDS_BETWEEN_PURGES = 60
const TABLES = ['oauth_session', 'oauth_code', 'oauth_access_token', 'oauth_refresh_token']

/**
 * Rows are found by their primary keys, and expired ones by a range index, which makes writes hardly slower.
 */
export async function createTables(pool: Pool): Promise<void> {
  await pool.query(`
    create table if not exists oauth_session (
      id text collate "C" primary key, user_id text collate "C" not null, expires_at timestamptz not null);
    create table if not exists oauth_code (
      code text collate "C" primary key, client_id text not null, user_id text collate "C" not null, scope text[] not null,
      redirect_uri text not null, code_challenge text, code_challenge_method text, expires_at timestamptz not null);
    create table if not exists oauth_access_token (
      token text collate "C" primary key, client_id text not null, user_id text collate "C", scope text[] not null,
      expires_at timestamptz not null);
    create table if not exists oauth_refresh_token (
      token text collate "C" primary key, client_id text not null, user_id text collate "C" not null, scope text[] not null,
      expires_at timestamptz not null);
    ${TABLES.map((table) => `create index if not exists ${table}_end on ${table} using brin (expires_at);`).join('\n')}`)
}

/** Deletes what has expired, once a minute: the library leaves that to its model. */
export function purgeRegularly(pool: Pool): void {
  const purge = () =>
    Promise.all(TABLES.map((table) => pool.query(`delete from ${table} where expires_at < now()`)))
  setInterval(() => void purge().catch(console.error), SECONDS_BETWEEN_PURGES * 1000).unref()
}

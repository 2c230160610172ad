import { hash, verify } from '@node-rs/argon2'
import type { Pool } from 'pg'
import { type Person, passwordHash, people } from '../fixtures.ts'

/** Argon2id's number in the library's enumeration, which does not exist at run time. */
const ARGON2ID = 2

const COST = {
  algorithm: ARGON2ID,
  memoryCost: passwordHash.memoryKib,
  timeCost: passwordHash.passes,
  parallelism: passwordHash.lanes,
  outputLen: 32,
}

export interface AccountRow {
  readonly id: string
  readonly claims: Person['claims']
}

/**
 * The people of `fixtures.ts` in PostgreSQL, for peers that leave accounts to their embedder: both lookups by
 * an index, prepared.
 */
export interface AccountTable {
  find(id: string): Promise<AccountRow | undefined>
  /** The account, if the password is correct. */
  signIn(username: string, password: string): Promise<AccountRow | undefined>
}

export async function openAccountTable(pool: Pool): Promise<AccountTable> {
  await pool.query(`create table if not exists account (
    id text collate "C" primary key, username text collate "C" unique not null, password_hash text not null, claims jsonb not null)`)
  await Promise.all(people.map((each) => insert(pool, each)))
  return {
    async find(id) {
      const text = 'select id, claims from account where id = $1'
      const { rows } = await pool.query<AccountRow>({ name: 'account_by_id', text, values: [id] })
      return rows[0]
    },
    async signIn(username, password) {
      const text = 'select id, claims, password_hash from account where username = $1'
      const query = { name: 'account_by_username', text, values: [username] }
      const [found] = (await pool.query<AccountRow & { readonly password_hash: string }>(query)).rows
      return found !== undefined && (await verify(found.password_hash, password)) ? found : undefined
    },
  }
}

async function insert(pool: Pool, { id, username, password, claims }: Person): Promise<void> {
  const text =
    'insert into account (id, username, password_hash, claims) values ($1, $2, $3, $4) on conflict do nothing'
  await pool.query(text, [id, username, await hash(password, COST), claims])
}

import type { AuthorizationCode, Client, RefreshToken, Token, User } from '@node-oauth/oauth2-server'
import type { Pool, QueryResultRow } from 'pg'
import type { AccountRow } from '../account-table.ts'
import { findClient } from './clients.ts'

/** A row of one of the token tables, joined with the account it is for. */
interface JoinedRow extends QueryResultRow {
  readonly token: string
  readonly client_id: string
  readonly user_id: string | null
  readonly scope: string[]
  readonly expires_at: Date
  readonly claims: AccountRow['claims'] | null
}

interface CodeRow extends JoinedRow {
  readonly redirect_uri: string
  readonly code_challenge: string
  readonly code_challenge_method: string
}

const FIND_CODE = `select code as token, client_id, user_id, scope, redirect_uri, code_challenge, code_challenge_method,
  expires_at, claims from oauth_code join account on account.id = user_id where code = $1`
const SAVE_CODE = `insert into oauth_code
  (code, client_id, user_id, scope, redirect_uri, code_challenge, code_challenge_method, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`
const FIND_ACCESS_TOKEN = `select token, client_id, user_id, scope, expires_at, claims
  from oauth_access_token left join account on account.id = user_id where token = $1`
const SAVE_ACCESS_TOKEN =
  'insert into oauth_access_token (token, client_id, user_id, scope, expires_at) values ($1, $2, $3, $4, $5)'
const FIND_REFRESH_TOKEN = `select token, client_id, user_id, scope, expires_at, claims
  from oauth_refresh_token join account on account.id = user_id where token = $1`
const SAVE_REFRESH_TOKEN =
  'insert into oauth_refresh_token (token, client_id, user_id, scope, expires_at) values ($1, $2, $3, $4, $5)'

/** The rows behind the library's model: one prepared statement per call, the account read with the token. */
export function createTokenStore(pool: Pool) {
  const run = <Row extends QueryResultRow>(name: string, text: string, values: unknown[]) =>
    pool.query<Row>({ name, text, values })
  const remove = async (table: string, key: string, value: string): Promise<boolean> => {
    const { rowCount } = await run(`${table}_remove`, `delete from ${table} where ${key} = $1`, [value])
    return rowCount === 1
  }
  return {
    async findCode(code: string): Promise<AuthorizationCode | undefined> {
      const [row] = (await run<CodeRow>('code_find', FIND_CODE, [code])).rows
      if (row === undefined) return undefined
      const challenge = { codeChallenge: row.code_challenge, codeChallengeMethod: row.code_challenge_method }
      const { expires_at: expiresAt, redirect_uri: redirectUri } = row
      return { ...toOwners(row), authorizationCode: code, expiresAt, redirectUri, ...challenge }
    },
    async saveCode(code: Omit<AuthorizationCode, 'client' | 'user'>, client: Client, user: User) {
      const { authorizationCode, scope, redirectUri, codeChallenge, codeChallengeMethod, expiresAt } = code
      const challenge = [codeChallenge, codeChallengeMethod]
      const values = [authorizationCode, client.id, user.id, scope, redirectUri, ...challenge, expiresAt]
      await run('code_save', SAVE_CODE, values)
    },
    removeCode: (code: string) => remove('oauth_code', 'code', code),
    async findAccessToken(token: string): Promise<Token | undefined> {
      const [row] = (await run<JoinedRow>('access_token_find', FIND_ACCESS_TOKEN, [token])).rows
      return row && { ...toOwners(row), accessToken: token, accessTokenExpiresAt: row.expires_at }
    },
    async saveAccessToken({ accessToken, scope, accessTokenExpiresAt }: Token, client: Client, user: User) {
      const values = [accessToken, client.id, user.id ?? null, scope, accessTokenExpiresAt]
      await run('access_token_save', SAVE_ACCESS_TOKEN, values)
    },
    async findRefreshToken(token: string): Promise<RefreshToken | undefined> {
      const [row] = (await run<JoinedRow>('refresh_token_find', FIND_REFRESH_TOKEN, [token])).rows
      return row && { ...toOwners(row), refreshToken: token, refreshTokenExpiresAt: row.expires_at }
    },
    async saveRefreshToken(
      { refreshToken, scope, refreshTokenExpiresAt }: Token,
      client: Client,
      user: User,
    ) {
      const values = [refreshToken, client.id, user.id, scope, refreshTokenExpiresAt]
      await run('refresh_token_save', SAVE_REFRESH_TOKEN, values)
    },
    removeRefreshToken: (token: string) => remove('oauth_refresh_token', 'token', token),
  }
}

export type TokenStore = ReturnType<typeof createTokenStore>

function toOwners(row: JoinedRow): { client: Client; user: User; scope: string[] } {
  const client = findClient(row.client_id, null)
  if (client === undefined) throw new Error(`there is no client ${row.client_id}`)
  const user = row.user_id === null ? {} : { id: row.user_id, claims: row.claims }
  return { client, user, scope: row.scope }
}

/** A new, empty database on a running server. */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** Milliseconds after which an administrator's statement gives up: the server may be paused. */
const STATEMENT_MS = 15_000

/** Returns the URL of the new database. */
export async function createDatabase(serverUrl: string, name = randomName()): Promise<string> {
  await asAdministrator(serverUrl, `CREATE DATABASE ${quote(name)}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

/** Closes the connections that are still open to it. */
export async function dropDatabase(serverUrl: string, databaseUrl: string): Promise<void> {
  const name = decodeURIComponent(new URL(databaseUrl).pathname.slice(1))
  await asAdministrator(serverUrl, `DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`)
}

/** Runs one statement on a connection of its own. */
export async function asAdministrator(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({
    connectionString: serverUrl,
    connectionTimeoutMillis: STATEMENT_MS,
    query_timeout: STATEMENT_MS,
  })
  // The server may stop during the statement, which then fails by itself.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function randomName(): string {
  return `test_${randomBytes(8).toString('hex')}`
}

function quote(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`Not a plain database name: ${name}`)
  return `"${name}"`
}

/** The app's own users table, as it was before Latchkey came. */
import { randomBytes, randomUUID, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'

export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
}

/** 32 MiB for each hash (OWASP Password Storage Cheat Sheet, scrypt). */
const cost: ScryptOptions = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 }

export class Users {
  readonly #database: DatabaseSync

  constructor(file: string) {
    this.#database = new DatabaseSync(file)
    this.#database.exec(`CREATE TABLE IF NOT EXISTS users (
      id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
      salt BLOB NOT NULL, hash BLOB NOT NULL) STRICT`)
  }

  async add({ email, name, password }: Omit<User, 'id'> & { readonly password: string }): Promise<void> {
    const salt = randomBytes(16)
    const insert = this.#database.prepare(
      'INSERT INTO users (id, email, name, salt, hash) VALUES (?, ?, ?, ?, ?)',
    )
    insert.run(randomUUID(), email, name, salt, await hashPassword(password, salt))
  }

  find(id: string): User | undefined {
    return toUser(this.#database.prepare('SELECT id, email, name FROM users WHERE id = ?').get(id))
  }

  count(): number {
    return Number(this.#database.prepare('SELECT count(*) AS count FROM users').get()?.count)
  }

  async check(email: string, password: string): Promise<User | undefined> {
    const row = this.#database
      .prepare('SELECT id, email, name, salt, hash FROM users WHERE email = ?')
      .get(email)
    // An unknown address costs a hash too, so that the time does not tell which addresses are known.
    const hash = await hashPassword(password, row?.salt instanceof Uint8Array ? row.salt : randomBytes(16))
    return row?.hash instanceof Uint8Array && timingSafeEqual(row.hash, hash) ? toUser(row) : undefined
  }

  close(): void {
    this.#database.close()
  }
}

function hashPassword(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, cost, (error, hash) => (error ? reject(error) : resolve(hash)))
  })
}

function toUser(row: Readonly<Record<string, unknown>> | undefined): User | undefined {
  return row && { id: String(row.id), email: String(row.email), name: String(row.name) }
}

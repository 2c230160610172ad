/**
 * What the API had before Latchkey came: its database of users and books, and a login that answers with a
 * JWT.
 */
import { randomBytes, randomUUID, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { jwtVerify, SignJWT } from 'jose'

/** 32 MiB for each hash (OWASP Password Storage Cheat Sheet, scrypt). */
const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 }
const hashPassword = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt)

export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
}

export class Bookshop {
  readonly #database: DatabaseSync
  /** Made at each start, so that nothing secret stands in a file. */
  readonly #loginKey = randomBytes(32)

  constructor(file: string) {
    this.#database = new DatabaseSync(file)
    this.#database.exec(`
      CREATE TABLE IF NOT EXISTS users (
        id TEXT PRIMARY KEY, email TEXT UNIQUE COLLATE NOCASE, name TEXT, salt BLOB, hash BLOB) STRICT;
      CREATE TABLE IF NOT EXISTS books (owner TEXT, title TEXT) STRICT`)
  }

  async addUser({ email, name, password }: Omit<User, 'id'> & { readonly password: string }) {
    const salt = randomBytes(16)
    const hash = await hashPassword(password, salt, 32, COST)
    const insert = this.#database.prepare('INSERT INTO users VALUES (?, ?, ?, ?, ?)')
    insert.run(randomUUID(), email, name, salt, hash)
  }

  isEmpty(): boolean {
    return this.#database.prepare('SELECT 1 FROM users').get() === undefined
  }

  findUser(id: string): User | undefined {
    const select = this.#database.prepare('SELECT id, email, name FROM users WHERE id = ?')
    return select.get(id) as User | undefined
  }

  async checkPassword(email: string, password: string): Promise<User | undefined> {
    const row = this.#database.prepare('SELECT * FROM users WHERE email = ?').get(email)
    // An unknown address costs a hash too, so that the time does not tell which addresses are known.
    const salt = (row?.salt as Uint8Array | undefined) ?? randomBytes(16)
    const hash = await hashPassword(password, salt, 32, COST)
    return row && timingSafeEqual(row.hash as Uint8Array, hash) ? this.findUser(String(row.id)) : undefined
  }

  /** The login's own JWT: for this API's own routes, and nothing that Latchkey knows of. */
  issueLoginToken({ id }: User): Promise<string> {
    const token = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject(id).setExpirationTime('1h')
    return token.sign(this.#loginKey)
  }

  async userOf(authorization = ''): Promise<User | undefined> {
    const token = authorization.replace(/^Bearer /i, '')
    const read = await jwtVerify(token, this.#loginKey, { algorithms: ['HS256'] }).catch(() => undefined)
    return read && this.findUser(String(read.payload.sub))
  }

  addBook(owner: string, title: string): readonly unknown[] {
    this.#database.prepare('INSERT INTO books VALUES (?, ?)').run(owner, title)
    return this.booksOf(owner)
  }

  booksOf(owner: string): readonly unknown[] {
    return this.#database.prepare('SELECT title FROM books WHERE owner = ?').all(owner)
  }
}

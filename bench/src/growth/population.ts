import { createHash } from 'node:crypto'

/**
 * Grants that were inserted rather than opened over HTTP, each with an index, from which its id can be
 * computed.
 */
export interface Population {
  readonly grants: number
  readonly accounts: number
}

/**
 * Five characters of this alphabet, in the order in which databases sort: grants are inserted in the order of
 * their ids.
 */
const ALPHABET = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const PLACES = 64 ** 5

export function populationOf(grants: number): Population {
  return { grants, accounts: Math.max(1, Math.floor(grants / 10)) }
}

/** 22 characters, like the id of a real grant: five for its index, the rest pseudo-random. */
export function grantId(index: number, { grants }: Population): string {
  let place = Math.floor((index * PLACES) / grants)
  let prefix = ''
  for (let count = 0; count < 5; count++) {
    prefix = ALPHABET.charAt(place % 64) + prefix
    place = Math.floor(place / 64)
  }
  return prefix + digest(`grant ${index}`).slice(0, 17)
}

/** Neighbouring grants belong to different people. */
export function accountIndex(index: number, { accounts }: Population): number {
  return (index * 7919) % accounts
}

export function accountId(account: number): string {
  return digest(`account ${account}`)
}

function digest(text: string): string {
  return createHash('md5').update(text).digest('base64url')
}

/** The same in SQL for PostgreSQL; `i` is the index, `n` the number of grants. */
export const grantIdSql = `(
  SELECT string_agg(substr('${ALPHABET}', (((i * ${PLACES} / n) >> (6 * p)) & 63)::int + 1, 1), '' ORDER BY p DESC)
  FROM generate_series(0, 4) AS p) || left(${digestSql("'grant ' || i")}, 17)`

export const accountIdSql = (account: string) => digestSql(`'account ' || (${account})`)

function digestSql(text: string): string {
  return `left(translate(encode(decode(md5(${text}), 'hex'), 'base64'), '+/', '-_'), 22)`
}

import { isSchemaName, schemasIn } from './postgres-url.ts'

/*
 * What is wrong with the address of a database, as the end of a sentence that begins with its option:
 * `storage names no file: write …`. Nothing of the address is repeated: any part may belong to a password.
 */

const ENCODING =
  'in user and password, write / as %2F, ? as %3F, # as %23, @ as %40, : as %3A, % as %25 and a space as %20'

/** What is wrong with how an address of any kind is written, or `undefined`. */
export function faultOfWriting(url: string): string | undefined {
  if (/^\s|\s$|^\w+:\s/.test(url)) return 'begins or ends with a blank: take it out'
  if (/^["'`]|["'`]$/.test(url)) return 'has quotes around it: leave them out'
  if (/^file:/i.test(url)) return 'begins with "file:": write "sqlite:" and the path'
  return undefined
}

/** What is wrong with an address that begins with `sqlite:`. */
export function faultOfSqliteUrl(url: string): string | undefined {
  const path = url.slice('sqlite:'.length)
  const example = 'write "sqlite:latchkey.db", or "sqlite:/var/lib/latchkey.db" for a path from the root'
  if (path === '') return `names no file: ${example}`
  if (path.startsWith('file:')) return `has "file:" before the path: ${example}`
  // SQLite would take them for a part of the file's name, and begin an empty database of that name.
  if (path.includes('?')) return `has parameters after a "?", which are not supported: ${example}`
  if (/%[0-9a-f]{2}/i.test(path)) return 'has "%" in it: write the path as it is, without percent-encoding'
  if (/^\/\/(?!\/)/.test(path)) return `names no file, but a host after "//": ${example}`
  if (/^~[\\/]/.test(path)) return `begins with "~", which only a shell knows: ${example}`
  if (/[\\/]$/.test(path)) return `names a folder: ${example}`
  if (/^\/{0,3}[a-z]:[\\/]/i.test(path) && process.platform !== 'win32') {
    return `is a path of Windows, and this is another system: ${example}`
  }
  return undefined
}

/** What is wrong with an address that begins with `postgres:` or `postgresql:`. */
export function faultOfPostgresUrl(url: string): string | undefined {
  const [, rest] = /^postgres(?:ql)?:\/\/(.+)$/s.exec(url) ?? []
  if (rest === undefined) return 'names no server: write "postgres://user:password@host/database"'
  const [, authority = '', path = '', query = ''] = /^([^/?#]*)([^?#]*)\??([^#]*)/.exec(rest) ?? []
  const [firstName = ''] = query.split('=')
  // What follows a "?" in a password looks like a query, with the "@" before the host in it.
  const isCut = firstName.includes('@') || (path === '' && query.includes('@'))
  if (rest.includes('#') || path.includes('@') || isCut) {
    return `has a character that must be percent-encoded: ${ENCODING}`
  }
  return faultOfAuthority(authority) ?? faultOfEncoding(authority + path) ?? faultOfSchemas(url)
}

function faultOfAuthority(authority: string): string | undefined {
  const place = authority.slice(authority.lastIndexOf('@') + 1)
  if (place.includes(',')) return 'names several hosts, and one is supported: name the one that takes writes'
  const [, port] = /^(?:\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(place) ?? [undefined, 'none']
  if (port === undefined || port === '' || (/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    return undefined
  return `has no port number after the host's colon; if the colon belongs to the password: ${ENCODING}`
}

function faultOfEncoding(encoded: string): string | undefined {
  try {
    decodeURIComponent(encoded)
    return undefined
  } catch {
    return `has a "%" that encodes nothing: ${ENCODING}`
  }
}

function faultOfSchemas(url: string): string | undefined {
  const [schema, second] = schemasIn(url)
  if (schema === undefined || (second === undefined && isSchemaName(schema))) return undefined
  return 'has a "schema" that is no plain name: write one of lower-case letters, digits and underscores, not one of pg_…'
}

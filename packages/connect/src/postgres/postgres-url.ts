/** What the address of a PostgreSQL database says. */
export interface PostgresUrl {
  /** The address without our own parameter, for the driver. May hold a password. */
  readonly connection: string
  readonly schema: string
}

const DEFAULT_SCHEMA = 'latchkey'
// At most 63 bytes, PostgreSQL 4.1.1; what begins with pg_ is the database's own.
const SCHEMA_NAME = /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/

export function isPostgresUrl(url: string): boolean {
  return /^postgres(?:ql)?:/.test(url)
}

export function isSchemaName(name: string): boolean {
  return SCHEMA_NAME.test(name)
}

/** Takes `schema` out of the address. Undefined when the schema is not a plain name, or is given twice. */
export function parsePostgresUrl(url: string): PostgresUrl | undefined {
  const [place, query] = splitAt(url, '?')
  const parameters = query.split('&').filter((parameter) => parameter !== '')
  const isSchema = (parameter: string) => /^schema(?:=|$)/.test(parameter)
  const [schema = `schema=${DEFAULT_SCHEMA}`, second] = parameters.filter(isSchema)
  const name = schema.slice('schema='.length)
  if (second !== undefined || !isSchemaName(name)) return undefined
  const rest = parameters.filter((parameter) => !isSchema(parameter)).join('&')
  return { connection: rest === '' ? place : `${place}?${rest}`, schema: name }
}

/**
 * The address of a storage as people may see it: of PostgreSQL the place and the schema, never user, password
 * or the rest.
 */
export function toShownAddress(url: string): string {
  if (!isPostgresUrl(url)) return url
  const [place, query] = splitAt(url, '?')
  const [scheme, rest] = splitAt(place, '//')
  // A question mark that nobody encoded: what is before it may be half a password, or what is behind it.
  if (query.includes('@')) return `${scheme}//…`
  const schema = query.split('&').find((parameter) => parameter.startsWith('schema='))
  return `${scheme}//${rest.slice(rest.lastIndexOf('@') + 1)}${schema === undefined ? '' : `?${schema}`}`
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const index = text.indexOf(mark)
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + mark.length)]
}

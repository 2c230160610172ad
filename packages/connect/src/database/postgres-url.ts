/** A parsed PostgreSQL URL. */
export interface PostgresUrl {
  /** The URL for the driver, without our parameter `schema`. May hold a password. */
  readonly connection: string
  readonly schema?: string
}

// At most 63 bytes (PostgreSQL documentation, 4.1.1); names that begin with pg_ are reserved.
const SCHEMA_NAME = /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/

export function isPostgresUrl(url: string): boolean {
  return /^postgres(?:ql)?:/.test(url)
}

export function isSchemaName(name: string): boolean {
  return SCHEMA_NAME.test(name)
}

/** Takes `schema` out of the URL. `undefined` when the schema is not a plain name, or is given twice. */
export function parsePostgresUrl(url: string): PostgresUrl | undefined {
  const [place, query] = splitAt(url, '?')
  const parameters = query.split('&').filter((parameter) => parameter !== '')
  const isSchema = (parameter: string) => /^schema(?:=|$)/.test(parameter)
  const [schema, second] = parameters.filter(isSchema)
  if (schema === undefined) return { connection: url }
  const name = schema.slice('schema='.length)
  if (second !== undefined || !isSchemaName(name)) return undefined
  const rest = parameters.filter((parameter) => parameter !== schema).join('&')
  return { connection: rest === '' ? place : `${place}?${rest}`, schema: name }
}

/**
 * The URL of a storage, safe to show: of a PostgreSQL URL only host, database and schema, never the user, the
 * password or other parameters.
 */
export function toShownAddress(url: string): string {
  if (!isPostgresUrl(url)) return url
  const [place, query] = splitAt(url, '?')
  const [scheme, rest] = splitAt(place, '//')
  // A question mark that was not encoded, perhaps in the password: part of it may be on either side.
  if (query.includes('@')) return `${scheme}//…`
  const schema = query.split('&').find((parameter) => parameter.startsWith('schema='))
  return `${scheme}//${rest.slice(rest.lastIndexOf('@') + 1)}${schema === undefined ? '' : `?${schema}`}`
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const index = text.indexOf(mark)
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + mark.length)]
}

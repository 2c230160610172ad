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

/** The values of the parameter `schema`, which should be one at most. */
export function schemasIn(url: string): readonly string[] {
  const [, query] = splitAt(url, '?')
  const schemas = query.split('&').filter((parameter) => /^schema(?:=|$)/.test(parameter))
  return schemas.map((parameter) => parameter.slice('schema='.length))
}

/** Takes `schema` out of the URL. `undefined` when the schema is not a plain name, or is given twice. */
export function parsePostgresUrl(url: string): PostgresUrl | undefined {
  const [place, query] = splitAt(url, '?')
  const [schema, second] = schemasIn(url)
  if (schema === undefined) return { connection: url }
  if (second !== undefined || !isSchemaName(schema)) return undefined
  const parameters = query.split('&').filter((parameter) => parameter !== '')
  const rest = parameters.filter((parameter) => parameter !== `schema=${schema}`).join('&')
  return { connection: rest === '' ? place : `${place}?${rest}`, schema }
}

/**
 * The URL of a storage, safe to show: of a PostgreSQL URL only host, database and schema, never the user, the
 * password or other parameters.
 */
export function toShownAddress(url: string): string {
  if (!isPostgresUrl(url)) return url
  const [place, query] = splitAt(url, '?')
  const [scheme, rest] = splitAt(place, '//')
  // A character that was not encoded, perhaps in the password: part of it may be on either side.
  if (query.includes('@') || rest.includes('#')) return `${scheme}//…`
  const schema = query.split('&').find((parameter) => parameter.startsWith('schema='))
  return `${scheme}//${rest.slice(rest.lastIndexOf('@') + 1)}${schema === undefined ? '' : `?${schema}`}`
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const index = text.indexOf(mark)
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + mark.length)]
}

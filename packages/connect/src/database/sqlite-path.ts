import { faultOfSqliteUrl } from './faults-of-address.ts'

/**
 * The file that a URL with `sqlite:` names, or undefined when it names none. `sqlite:///a` is an absolute
 * path written as a URL; `sqlite://a` would name a host, which is surely a mistake.
 */
export function parseSqlitePath(url: string): string | undefined {
  if (faultOfSqliteUrl(url) !== undefined) return undefined
  const rest = url.slice('sqlite:'.length)
  const path = rest.startsWith('///') ? rest.slice(2) : rest
  // As in `sqlite:///C:/data/a.db`.
  return path.replace(/^\/(?=[a-z]:[\\/])/i, '')
}

/**
 * `node:sqlite`, only when a database is opened: a Node that does not have it could not load this package
 * otherwise, let alone say why.
 * @throws Error that says which Node has it
 */
export function nodeSqlite(): typeof import('node:sqlite') {
  const sqlite = process.getBuiltinModule?.('node:sqlite')
  if (sqlite !== undefined) return sqlite
  throw new Error(
    `SQLite needs Node 22.18 or newer; this is Node ${process.versions.node}. See https://nodejs.org`,
  )
}

/** What the bench passes to a contender's server in environment variables. */
export interface Environment {
  readonly port: number
  /** `http://127.0.0.1:PORT`, also the issuer. */
  readonly origin: string
  /** A fresh, empty database of its own: `postgres://…`, or `sqlite:FILE`. */
  readonly databaseUrl: string
}

export function readEnvironment(): Environment {
  const port = Number(process.env.PORT)
  const databaseUrl = process.env.DATABASE_URL
  if (!Number.isInteger(port) || port < 1) throw new Error('PORT must name the port to listen on')
  if (databaseUrl === undefined) throw new Error('DATABASE_URL must name a fresh database')
  return { port, origin: `http://127.0.0.1:${port}`, databaseUrl }
}

/** Connections to PostgreSQL that every contender may have: the default of `pg`, and of Latchkey. */
export const DATABASE_CONNECTIONS = 10

/** What environment variables and flags say, and which of them said it. */
export interface Overrides {
  readonly values: Readonly<Record<string, unknown>>
  /** For each key of `values`, the name of the variable or flag. */
  readonly origins: ReadonlyMap<string, string>
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads what may come from the environment: secrets and addresses. An empty variable counts as absent.
 * `LATCHKEY_SECRET` may list previous secrets behind the current one, separated by commas.
 */
export function readEnvironment(environment: Environment): Overrides {
  const values: Record<string, unknown> = {}
  const origins = new Map<string, string>()
  const take = (key: string, variable: string, convert: (value: string) => unknown = (value) => value) => {
    const value = environment[variable]
    if (value === undefined || value === '') return
    values[key] = convert(value)
    origins.set(key, variable)
  }
  take('issuer', 'LATCHKEY_ISSUER')
  take('storage', 'LATCHKEY_STORAGE')
  take('host', 'LATCHKEY_HOST')
  take('port', 'PORT', toNumber)
  take('secretFile', 'LATCHKEY_SECRET_FILE')
  take('secret', 'LATCHKEY_SECRET', (value) => secretsIn(value)[0] ?? '')
  take('previousSecrets', 'LATCHKEY_SECRET', (value) => secretsIn(value).slice(1))
  return { values, origins }
}

function secretsIn(value: string): readonly string[] {
  return value.split(',').map((secret) => secret.trim())
}

/** What is not a number stays a string, and is refused where the port is checked. */
function toNumber(value: string): unknown {
  return /^\d+$/.test(value) ? Number(value) : value
}

/** Where one of these is given, the others of the same place are what counts: secrets are never mixed. */
const secretKeys = ['secret', 'previousSecrets', 'secretFile']

/** Lays the overrides over what the file says. */
export function applyOverrides(
  file: Readonly<Record<string, unknown>>,
  overrides: Overrides,
): Record<string, unknown> {
  const speaksOfSecrets = secretKeys.some((key) => key in overrides.values)
  const kept = Object.entries(file).filter(([key]) => !(speaksOfSecrets && secretKeys.includes(key)))
  return { ...Object.fromEntries(kept), ...overrides.values }
}

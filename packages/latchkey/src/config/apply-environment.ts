import type { Members } from '../settings/option.ts'
import { commandOptions, serverOptions } from '../settings/options.ts'

/** The values that environment variables and flags set, and which of them set each. */
export interface Overrides {
  readonly values: Readonly<Record<string, unknown>>
  /** For each key of `values`, the name of the variable or flag. */
  readonly origins: ReadonlyMap<string, string>
}

export type Environment = Readonly<Record<string, string | undefined>>

const options: Members = { ...serverOptions, ...commandOptions }

/** The names of all variables, in the order of the tables of options. */
export const environmentVariables: readonly string[] = [
  ...new Set(Object.values(options).flatMap(({ environment }) => environment?.name ?? [])),
]

/** Reads the variables that options name. An empty variable counts as absent. */
export function readEnvironment(environment: Environment): Overrides {
  const values: Record<string, unknown> = {}
  const origins = new Map<string, string>()
  for (const [key, { environment: variable }] of Object.entries(options)) {
    const text = variable && environment[variable.name]
    if (variable === undefined || text === undefined || text === '') continue
    values[key] = variable.read === undefined ? text : variable.read(text)
    origins.set(key, variable.inMessages?.(text) ?? variable.name)
  }
  return { values, origins }
}

/**
 * If one source sets any of these, only its values are used: secrets from different sources are never mixed.
 */
const secretKeys = ['secret', 'previousSecrets', 'secretFile']

/** Merges the overrides into the content of the file. */
export function applyOverrides(
  file: Readonly<Record<string, unknown>>,
  overrides: Overrides,
): Record<string, unknown> {
  const speaksOfSecrets = secretKeys.some((key) => key in overrides.values)
  const kept = Object.entries(file).filter(([key]) => !(speaksOfSecrets && secretKeys.includes(key)))
  return { ...Object.fromEntries(kept), ...overrides.values }
}

import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Areas } from '../settings/areas.ts'
import { type Configuration, commandOptions, type FileConfiguration } from '../settings/options.ts'
import type { TlsConfiguration } from '../settings/tls.ts'
import { applyOverrides, type Environment, type Overrides, readEnvironment } from './apply-environment.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { type ExposedFile, findExposedSources } from './exposed-files.ts'
import { findConfigurationFile } from './find-configuration-file.ts'
import { importConfiguration } from './import-configuration.ts'
import { nameAreas } from './name-areas.ts'
import { optionNames, type ParsedConfiguration, readConfiguration } from './parse-configuration.ts'
import { type Listening, parseListening } from './parse-listening.ts'
import { isPlainObject } from './plain-copy.ts'
import { createReport, outermostName, type Report } from './report.ts'
import { notPlain } from './require-plain.ts'
import { isPem, resolvePaths } from './resolve-paths.ts'

/** The sources of a configuration. Each overrides the ones before: defaults, file, environment, flags. */
export interface ConfigurationSources {
  /** The folder to search; relative paths in variables and flags are relative to it. */
  readonly folder: string
  /** The file named by `--config`. */
  readonly file?: string
  readonly environment: Environment
  readonly flags?: Overrides
  /** The configuration if there is no file. */
  readonly withoutFile?: FileConfiguration
  /** The file that variables were read from, if there is one. */
  readonly environmentFile?: string
  /** Which areas are open by default. Default: those of an embedded server. */
  readonly areas?: Areas
}

export interface LoadedConfiguration {
  /** Absent when everything came from the environment. */
  readonly file?: string
  /** For `createAuthorizationServer`. Paths are absolute. */
  readonly configuration: Configuration
  readonly parsed: Omit<ParsedConfiguration, 'warnings'>
  readonly warnings: readonly string[]
  readonly listening: Listening
  /** Files with secrets, read for this configuration, that other users of the machine can read. */
  readonly exposed: readonly ExposedFile[]
}

/**
 * Finds the configuration, reads it, applies environment and flags, and checks the result.
 * @throws {@link ConfigError} with every problem at once.
 */
export async function loadConfiguration(sources: ConfigurationSources): Promise<LoadedConfiguration> {
  const file = findConfigurationFile(sources.folder, sources.file)
  const written = await readWritten(file, sources)
  const environment = readEnvironment(sources.environment)
  const origins = new Map([...environment.origins, ...(sources.flags?.origins ?? [])])
  const report = createReport(optionNames)
  const resolved = [environment, sources.flags ?? none].reduce(
    (input, { values, origins }) =>
      applyOverrides(input, { values: resolvePaths(values, sources.folder), origins }),
    written,
  )
  const { configuration, listening: listeningInput } = divide(
    sources.areas === undefined ? resolved : nameAreas(resolved, sources.areas),
  )
  const parsed = readConfiguration(configuration, report)
  const listening = parseListening({ input: { ...listeningInput, issuer: configuration.issuer }, report })
  const whole = readTls(listening, report)
  requireNoProblems(report, { file, origins })
  return {
    ...(file !== undefined && { file }),
    configuration: configuration as unknown as Configuration,
    parsed,
    warnings: report.warnings,
    listening: whole,
    exposed: findExposedSources({
      configuration: file,
      environment: sources.environmentFile,
      tlsKey: listening.tls && !isPem(listening.tls.key) ? listening.tls.key : undefined,
    }),
  }
}

const none: Overrides = { values: {}, origins: new Map() }

async function readWritten(
  file: string | undefined,
  sources: ConfigurationSources,
): Promise<Record<string, unknown>> {
  if (file === undefined) return readWithoutFile(sources)
  const input = await importConfiguration(file)
  if (!isPlainObject(input)) throw new ConfigError([{ path: '', message: whyNotPlain(input) }], file)
  return resolvePaths(input, dirname(file))
}

function whyNotPlain(input: unknown): string {
  return typeof input === 'object' && input !== null ? notPlain(input) : 'must be an object'
}

function readWithoutFile({
  folder,
  environment,
  flags,
  withoutFile,
}: ConfigurationSources): Record<string, unknown> {
  if (withoutFile !== undefined) return { ...withoutFile }
  // A container may set everything that is needed in its environment.
  if (environment.LATCHKEY_ISSUER || flags?.values.issuer !== undefined) return {}
  const message = `there is no latchkey.config.ts in ${folder}: run \`latchkey init\` to write one, or name it with --config`
  throw new ConfigError([{ path: '', message }])
}

/** Separates the configuration of the server from what only the command needs. */
function divide(input: Readonly<Record<string, unknown>>): {
  configuration: Record<string, unknown>
  listening: Record<string, unknown>
} {
  const isListening = (key: string) => Object.hasOwn(commandOptions, key)
  const entries = Object.entries(input)
  return {
    configuration: Object.fromEntries(entries.filter(([key]) => !isListening(key))),
    listening: Object.fromEntries(entries.filter(([key]) => isListening(key))),
  }
}

function readTls(listening: Listening, report: Report): Listening {
  if (listening.tls === undefined) return listening
  const read = (key: keyof TlsConfiguration, value: string) => {
    if (isPem(value)) return value
    try {
      return readFileSync(value, 'utf8')
    } catch {
      report.problem(`tls.${key}`, `cannot read ${value}`)
      return value
    }
  }
  const { cert, key } = listening.tls
  return { ...listening, tls: { cert: read('cert', cert), key: read('key', key) } }
}

/** Names the variable or flag instead of the key that it set, so that nobody searches the file for it. */
function requireNoProblems(
  report: Report,
  where: { readonly file: string | undefined; readonly origins: ReadonlyMap<string, string> },
): void {
  try {
    report.requireNoProblems()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const rename = (problem: ConfigProblem) => ({
      ...problem,
      path: where.origins.get(outermostName(problem.path)) ?? problem.path,
    })
    throw new ConfigError(error.problems.map(rename), where.file)
  }
}

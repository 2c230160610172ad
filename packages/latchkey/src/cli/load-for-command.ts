import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type LoadedConfiguration, loadConfiguration } from '../config/load-configuration.ts'
import { defaultAreas } from '../settings/areas.ts'
import type { FileConfiguration } from '../settings/options.ts'
import type { SharedOptions } from './leaf-command.ts'
import type { Terminal } from './terminal/terminal.ts'

/** Loads the configuration for a command: first a `.env` file beside it, then file, environment and flags. */
export async function loadForCommand(
  terminal: Terminal,
  { config }: SharedOptions,
  more: {
    /** Flags that override keys of the configuration, by key. */
    readonly flags?: Readonly<Record<string, unknown>>
    readonly withoutFile?: FileConfiguration
    /** Which default areas apply. Default: those of `latchkey start`. */
    readonly runBy?: 'start' | 'dev'
  } = {},
): Promise<LoadedConfiguration> {
  const folder = config === undefined ? terminal.folder : dirname(resolve(terminal.folder, config))
  const environmentFile = findEnvironmentFile(folder)
  return loadConfiguration({
    folder: terminal.folder,
    environment: { ...readEnvironmentFile(environmentFile), ...terminal.environment },
    ...(environmentFile !== undefined && { environmentFile }),
    flags: toOverrides(more.flags ?? {}),
    areas: defaultAreas[more.runBy ?? 'start'],
    ...(config !== undefined && { file: config }),
    ...(more.withoutFile !== undefined && { withoutFile: more.withoutFile }),
  })
}

function findEnvironmentFile(folder: string): string | undefined {
  const file = join(folder, '.env')
  return existsSync(file) ? file : undefined
}

/**
 * The variables are added to `process.env`, because the configuration file may read it; variables that are
 * already set win.
 */
function readEnvironmentFile(file: string | undefined): Readonly<Record<string, string | undefined>> {
  if (file === undefined) return {}
  process.loadEnvFile(file)
  return process.env
}

function toOverrides(flags: Readonly<Record<string, unknown>>) {
  const stated = Object.entries(flags).filter(([, value]) => value !== undefined)
  return {
    values: Object.fromEntries(stated),
    origins: new Map(stated.map(([key]) => [key, `--${key}`])),
  }
}

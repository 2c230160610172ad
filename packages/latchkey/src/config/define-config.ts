import type { FileConfiguration } from '../settings/options.ts'

/** Gives `latchkey.config.ts` its types; changes nothing. It is checked when it is loaded. */
export function defineConfig(configuration: FileConfiguration): FileConfiguration {
  return configuration
}

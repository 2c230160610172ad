import type { FileConfiguration } from '../settings/options.ts'

/** Gives `latchkey.config.ts` its types and returns it unchanged. It is checked when it is loaded. */
export function defineConfig(configuration: FileConfiguration): FileConfiguration {
  return configuration
}

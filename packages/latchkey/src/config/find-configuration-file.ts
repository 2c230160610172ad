import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigError } from './config-error.ts'

/** The names of the file that is looked for. */
export const configurationFiles: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'json'].map(
  (extension) => `latchkey.config.${extension}`,
)

/**
 * The configuration file: the one that was named, or the one in the folder.
 * @throws {@link ConfigError} if the named one does not exist, or the folder has more than one.
 */
export function findConfigurationFile(folder: string, named?: string): string | undefined {
  if (named !== undefined) {
    const file = resolve(folder, named)
    if (!existsSync(file)) throw new ConfigError([{ path: '', message: 'there is no such file' }], file)
    return file
  }
  const [first, second] = configurationFiles.filter((name) => existsSync(join(folder, name)))
  if (second !== undefined) {
    const message = `${first} and ${second} are both there: keep one, or choose with --config`
    throw new ConfigError([{ path: '', message }], folder)
  }
  return first === undefined ? undefined : join(folder, first)
}

import { existsSync } from 'node:fs'
import { isReadableByOthers } from '../../config/exposed-files.ts'
import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { type Check, failed, ok, warning } from './check.ts'

/**
 * Checks whether there is a secret, and whether only we can read it. Parsing the configuration has checked
 * that it is strong.
 */
export function checkSecret({ parsed }: LoadedConfiguration): Check {
  const name = 'secret'
  const { secretFile, secrets } = parsed
  if (secrets.length > 0) return ok(name, `given, with ${secrets.length - 1} previous`)
  if (secretFile === undefined) {
    return warning(
      name,
      'made anew at each start: nobody stays signed in',
      'set LATCHKEY_SECRET, or use a storage that lasts',
    )
  }
  if (!existsSync(secretFile)) return ok(name, `will be made at the first start: ${secretFile}`)
  return isReadableByOthers(secretFile)
    ? failed(name, `${secretFile} can be read by other users of this machine`, `chmod 600 ${secretFile}`)
    : ok(name, secretFile)
}

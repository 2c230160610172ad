import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { toShownAddress } from 'latchkey-connect/internal'
import { type ExposedFile, findExposedFiles } from '../../config/exposed-files.ts'
import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { isForgetful, sqliteFile } from '../../config/parse-storage.ts'
import { type AuthorizationServer, createAuthorizationServer, openStorage } from '../../index.ts'
import { findAlgorithmsWithoutKey } from '../../protocol/find-algorithms-without-key.ts'
import { type Check, failed, ok, warning } from './check.ts'

/**
 * Checks whether the storage is reachable, up to date and private, and whether its signing keys can be
 * decrypted.
 */
export async function checkStorage(loaded: LoadedConfiguration): Promise<readonly Check[]> {
  const { storage } = loaded.parsed
  if (typeof storage !== 'string')
    return [await checkReachable('a storage of your own', () => storage.ping())]
  if (isForgetful(storage)) {
    return [
      warning('storage', `${storage} forgets everything when the server stops`, 'use sqlite:latchkey.db'),
    ]
  }
  const address = toShownAddress(storage)
  const file = sqliteFile(storage)
  if (file !== undefined && !existsSync(file)) return [checkFolder(file)]
  // Before the database is opened: closing it may remove the files beside it.
  const privacy = findExposedFiles({ storage }).map(toCheck)
  const pending = await findPending(storage)
  if (typeof pending !== 'number') return [pending]
  if (pending > 0) {
    return [
      warning('storage', `${address}: ${pending} migrations are pending`, 'latchkey migrate (or start)'),
      ...privacy,
    ]
  }
  return [ok('storage', `${address} answers and is up to date`), ...privacy, ...(await checkKeys(loaded))]
}

/** The number of pending migrations, or a failed check if it cannot be determined. */
async function findPending(url: string): Promise<number | Check> {
  try {
    const storage = await openStorage(url)
    const pending = await storage.pendingMigrations().finally(() => storage.close())
    return pending.length
  } catch (error) {
    return failed('storage', messageOf(error), 'mend what the sentence names')
  }
}

async function checkReachable(name: string, ping: () => Promise<void>): Promise<Check> {
  try {
    await ping()
    return ok('storage', `${name} answers`)
  } catch (error) {
    return failed(
      'storage',
      `${name} does not answer: ${messageOf(error)}`,
      'see that the database runs and can be reached',
    )
  }
}

function checkFolder(file: string): Check {
  try {
    accessSync(dirname(file), constants.W_OK)
    return ok('storage', `${file} will be made at the first start`)
  } catch {
    return failed(
      'storage',
      `${dirname(file)} is missing or may not be written to`,
      `mkdir -p ${dirname(file)}`,
    )
  }
}

function toCheck({ file }: ExposedFile): Check {
  return warning('storage', `${file} can be read by other users of this machine`, `chmod 600 ${file}`)
}

/**
 * Creating the server decrypts the keys: it fails when the secret is not the one that encrypted them. What it
 * would warn of at its start, and nothing else here has said, is told too.
 */
async function checkKeys({
  configuration,
  parsed,
  warnings,
}: LoadedConfiguration): Promise<readonly Check[]> {
  const told: Check[] = []
  const logger = {
    debug() {},
    info() {},
    warn(about: object, message = '') {
      // Files that others can read have checks of their own; the other lines say themselves what to do.
      const name = 'secondsAhead' in about ? 'clock' : 'storage'
      if (!('file' in about)) told.push({ name, state: 'warning', finding: message })
    },
    error() {},
  }
  try {
    const server = await createAuthorizationServer({ ...configuration, logger })
    const keys = await server.keys.list().finally(() => server.close())
    const others = told.filter(({ finding }) => !warnings.includes(finding))
    return [toKeysCheck(keys, parsed.settings.signingAlgorithms), ...others]
  } catch (error) {
    return [
      failed(
        'keys',
        messageOf(error),
        'give the secret that made the keys, as the current or a previous one',
      ),
    ]
  }
}

function toKeysCheck(
  keys: Awaited<ReturnType<AuthorizationServer['keys']['list']>>,
  configured: readonly string[],
): Check {
  const missing = findAlgorithmsWithoutKey(configured, keys)
  return missing.length === 0
    ? ok('keys', `${configured.toSorted().join(', ')} can sign`)
    : failed('keys', `no key can sign ${missing.join(', ')} now`, 'latchkey keys rotate --now')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

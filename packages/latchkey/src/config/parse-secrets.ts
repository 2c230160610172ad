import type { Storage } from '../ports/storage.ts'
import type { Values } from '../settings/option.ts'
import type { serverOptions } from '../settings/options.ts'
import { isForgetful, sqliteFile } from './parse-storage.ts'
import type { Report } from './report.ts'

/** 256 bits in base64 have 44 characters, in hexadecimal 64. */
const minSecretCharacters = 32
/** A secret that repeats one word is a placeholder. */
const minDistinctCharacters = 8

/** Where the server secret comes from. */
export interface SecretSource {
  /** The current one first. Empty when it is read from `secretFile`, or generated at each start. */
  readonly secrets: readonly string[]
  /**
   * Absent when `secrets` are given, and for a storage that keeps nothing, where a random secret is enough.
   */
  readonly secretFile?: string
}

export function parseSecrets(
  { secret, previousSecrets: previous, secretFile }: Values<typeof serverOptions>,
  { storage, report }: { readonly storage: string | Storage; readonly report: Report },
): SecretSource {
  if (secret !== undefined) {
    if (secretFile !== undefined)
      report.problem('secretFile', 'cannot be used together with "secret": choose one')
    requireStrong(secret, 'secret', report)
    previous.forEach((former, index) => {
      requireStrong(former, `previousSecrets[${index}]`, report)
    })
    return { secrets: [secret, ...previous] }
  }
  if (previous.length > 0 && !report.hasProblem('secret')) {
    report.problem(
      'previousSecrets',
      'needs "secret", the current one; a secret file holds its previous secrets itself',
    )
  }
  return chooseSecretFile(secretFile, storage, report)
}

function chooseSecretFile(
  secretFile: string | undefined,
  storage: string | Storage,
  report: Report,
): SecretSource {
  if (secretFile !== undefined) return { secrets: [], secretFile }
  const database = typeof storage === 'string' ? sqliteFile(storage) : undefined
  if (database !== undefined) return { secrets: [], secretFile: `${database}.secret` }
  // With a storage that outlives the process, every node must be able to decrypt its keys and sessions again.
  if (!isForgetful(storage) && !report.hasProblem('secret')) {
    const kind = typeof storage === 'string' ? 'PostgreSQL' : 'a storage of your own'
    report.problem(
      'secret',
      `is required with ${kind} (or "secretFile"): make one with \`openssl rand -base64 32\``,
    )
  }
  return { secrets: [] }
}

function requireStrong(secret: string, path: string, report: Report): void {
  if (secret.length < minSecretCharacters || new Set(secret).size < minDistinctCharacters) {
    report.problem(
      path,
      `must be at least ${minSecretCharacters} random characters: make one with \`openssl rand -base64 32\``,
    )
  }
}

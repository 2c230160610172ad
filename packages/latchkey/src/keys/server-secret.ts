import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

const SECRET_BYTES = 32
const SECRET_CHARACTERS = 32
/** Distinct characters; a random secret of 32 characters has more, even in hexadecimal. */
const DIFFERENT_CHARACTERS = 8
const PREVIOUS_SECRETS = 2
/** Placeholders from examples and templates. */
const OBVIOUS =
  /change.?(?:me|this|it)|replace.?(?:me|this|with)|your.?(?:own.?)?secret|(?:my|top|some|super|test|default|example).?secret|secret.?(?:key|here)|pass.?word|0123456789abc|abcdefghijkl/i
const FIX = 'Make one with `openssl rand -base64 32`.'
const HEADING =
  '# The secret of this Latchkey server, then at most two previous ones. Keep it private, and back it up.\n'

/**
 * The server secrets in a file: the current one, and the previous ones that are still accepted, newest first.
 */
export interface SecretFile {
  readonly secret: string
  readonly previousSecrets: readonly string[]
}

/**
 * Refuses a secret under 32 characters, or one from a template.
 * @throws Error that says what to do
 */
export function requireStrongSecret(secret: string): void {
  if (secret.length < SECRET_CHARACTERS)
    throw new Error(`The server secret is too short: ${SECRET_CHARACTERS} characters at least. ${FIX}`)
  if (OBVIOUS.test(secret) || new Set(secret).size < DIFFERENT_CHARACTERS)
    throw new Error(`The server secret can be guessed: it looks like an example. ${FIX}`)
}

/**
 * Reads the secrets in this file. If there is none, creates one with a new 256-bit secret that only its owner
 * can read (mode 0600). Processes that start at once all get the same.
 * @throws Error that says what to do when the file holds no usable secret
 */
export async function loadOrCreateSecretFile(
  path: string,
): Promise<SecretFile & { readonly created: boolean }> {
  const existing = await readSecretFile(path)
  if (existing) return { ...existing, created: false }
  const secret = newSecret()
  const created = await createWhole(path, toText([secret]))
  if (created) return { secret, previousSecrets: [], created }
  return loadOrCreateSecretFile(path)
}

/**
 * Puts a new secret first and keeps the last two as previous ones. Running servers use it after a restart.
 * @throws Error when there is no such file, or another rotation is under way
 */
export async function rotateSecretFile(path: string): Promise<SecretFile> {
  const before = await readSecretFile(path)
  if (!before) throw new Error(`There is no secret file at ${path}`)
  const next = `${path}.next`
  const secret = newSecret()
  const previousSecrets = [before.secret, ...before.previousSecrets].slice(0, PREVIOUS_SECRETS)
  await writeNewFile(next, toText([secret, ...previousSecrets])).catch((error) => {
    if (!isCode(error, 'EEXIST')) throw error
    throw new Error(`Another rotation of ${path} is under way. If none is, delete ${next}`)
  })
  await rename(next, path)
  await syncFolder(path)
  return { secret, previousSecrets }
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

function toText(secrets: readonly string[]): string {
  return `${HEADING}${secrets.join('\n')}\n`
}

async function readSecretFile(path: string): Promise<SecretFile | undefined> {
  try {
    return parseSecretFile(await readFile(path, 'utf8'), path)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** One secret per line; empty lines and lines that start with `#` are ignored. */
function parseSecretFile(text: string, path: string): SecretFile {
  const lines = text.split('\n').map((line) => line.trim())
  const [secret, ...previousSecrets] = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (secret === undefined)
    throw new Error(
      `The secret file ${path} is empty. Put it back from a backup, or delete it: a new one is made, and what the old one sealed is lost`,
    )
  if (previousSecrets.length > PREVIOUS_SECRETS)
    throw new Error(`The secret file ${path} holds more than ${PREVIOUS_SECRETS} previous secrets`)
  for (const each of [secret, ...previousSecrets]) requireStrongLine(each, path)
  return { secret, previousSecrets }
}

function requireStrongLine(secret: string, path: string): void {
  try {
    requireStrongSecret(secret)
  } catch (error) {
    throw new Error(`In ${path}: ${error instanceof Error ? error.message : error}`)
  }
}

/** Creates a file with all its content or not at all, so that no other process reads half a secret. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeNewFile(draft, text)
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(draft, { force: true })
    await syncFolder(path)
  }
}

async function writeNewFile(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Syncs the folder, so that the file's name too survives a power cut. Windows cannot open a folder, and needs
 * no such step.
 */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dirname(path))
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { createFairQueue, type Party } from './fair-queue.ts'
import { type Argon2, loadArgon2 } from './load-argon2.ts'

/** Bytes of UTF-8. Longer passwords are refused before any work is done with them. */
export const PASSWORD_MAX_BYTES = 1024

/** Argon2id's number in the library's const enum, which does not exist at run time. */
const ARGON2ID = 2

/** Argon2id with 19 MiB, two passes, one lane: docs/decisions/0003-password-hashing.md. */
const COST = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 }

const WAITING = 64

/**
 * Hashes and verifies passwords as PHC strings, off the event loop, each in the turn of the parties for whom
 * it is done. All methods throw `PasswordHashingBusy` when too much waits.
 */
export interface PasswordHashing {
  /** A PHC string. Throws a `RangeError` for a password that {@link isHashable} refuses. */
  hash(password: string, parties: readonly Party[]): Promise<string>
  verify(passwordHash: string, password: string, parties: readonly Party[]): Promise<PasswordVerdict>
  /**
   * Takes as long as a wrong password in {@link PasswordHashing.verify}, for an account that does not exist.
   */
  verifyNobody(password: string, parties: readonly Party[]): Promise<'wrong'>
}

/** `outdated`: the password is right, but today's hash of it would have another form or cost. */
export type PasswordVerdict = 'right' | 'outdated' | 'wrong'

/**
 * The one form of a password that is hashed, and whose characters count: NFC (NIST SP 800-63B-4 §3.1.1.2;
 * RFC 8265 §4.2.2). Keyboards differ in whether an é is one code point or two, and nobody can see which.
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFC')
}

/**
 * True for a password of which no byte would be lost: not empty, no lone surrogates, at most 1024 bytes both
 * as it was sent and normalised.
 */
export function isHashable(password: string): boolean {
  return isReadable(password) && isReadable(normalizePassword(password))
}

function isReadable(password: string): boolean {
  return password !== '' && password.isWellFormed() && Buffer.byteLength(password) <= PASSWORD_MAX_BYTES
}

/**
 * The spellings that a stored hash may be of, today's first. Until passwords were normalised, each was hashed
 * as its keyboard sent it: composed, decomposed, or a mixture.
 */
function spellingsOf(password: string): readonly string[] {
  if (!isReadable(password)) return []
  const spellings = [normalizePassword(password), password, password.normalize('NFD')]
  return [...new Set(spellings)].filter(isReadable)
}

/**
 * Creates password hashing with its own queue: `running` at once (by default one per core, within Node's
 * thread pool), `waiting` more in line.
 */
export function createPasswordHashing(
  limits: { readonly running?: number; readonly waiting?: number } = {},
): PasswordHashing {
  const queue = createFairQueue({
    running: limits.running ?? defaultRunning(),
    waiting: limits.waiting ?? WAITING,
  })
  const nobody = unmatchableHash()

  /** Most passwords have one spelling, and cost one hash. */
  async function verifyInTurn(
    passwordHash: string,
    password: string,
    parties: readonly Party[],
  ): Promise<PasswordVerdict> {
    const spellings = spellingsOf(password)
    if (spellings.length === 0) return 'wrong'
    const run = async () => {
      const argon2 = await loadArgon2()
      for (const spelling of spellings) {
        if (!(await argon2.verify(passwordHash, spelling))) continue
        const isOfToday = spelling === spellings[0] && !needsRehash(argon2, passwordHash)
        return isOfToday || !isHashable(password) ? 'right' : 'outdated'
      }
      return 'wrong'
    }
    return queue.add({ parties, cost: spellings.length, run })
  }

  return {
    async hash(password, parties) {
      if (!isHashable(password)) throw new RangeError('A password is 1 to 1024 bytes of well-formed Unicode')
      const run = async () => (await loadArgon2()).hash(normalizePassword(password), COST)
      return queue.add({ parties, cost: 1, run })
    },
    verify: verifyInTurn,
    async verifyNobody(password, parties) {
      await verifyInTurn(nobody, password, parties)
      return 'wrong'
    },
  }
}

/**
 * Signing uses Node's thread pool too (four threads unless UV_THREADPOOL_SIZE says otherwise), so one thread
 * is left for it.
 */
function defaultRunning(): number {
  const threads = Number(process.env.UV_THREADPOOL_SIZE) || 4
  return Math.max(1, Math.min(availableParallelism(), threads - 1))
}

/** True when the hash was made with other parameters than today's. */
function needsRehash({ parseOptions }: Argon2, passwordHash: string): boolean {
  const made = parseOptions(passwordHash)
  return (
    made.algorithm !== ARGON2ID ||
    made.memoryCost !== COST.memoryCost ||
    made.timeCost !== COST.timeCost ||
    made.parallelism !== COST.parallelism ||
    made.outputLen !== COST.outputLen
  )
}

/** A PHC string with the current cost and a random digest, which no known password matches. */
function unmatchableHash(): string {
  const [salt, digest] = [randomBytes(16), randomBytes(COST.outputLen)].map((bytes) =>
    bytes.toString('base64').replaceAll('=', ''),
  )
  return `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${salt}$${digest}`
}

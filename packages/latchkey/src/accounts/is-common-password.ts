import { COMMON_WORDS } from './common-words.ts'

/** Characters; no list of common passwords has longer ones, however simple they are. */
const LONGEST = 32

/** A password is common if it can be put together from common pieces at this cost or less. */
const COMMON_COST = 6
const WORD_COST = 2
const RUN_COST = 2
const DIGITS_COST = 3
const SYMBOL_COST = 1
const LETTER_COST = 2

const LONGEST_DIGITS = 4
/** A piece of at most so many characters, repeated twice or more, is common. */
const SHORT_UNIT = 4
const SHORTEST_WORD = 3
const SHORTEST_RUN = 3
const LONGEST_WORD = Math.max(...[...COMMON_WORDS].map((word) => word.length))

/** Counting, the alphabet and walks over the keyboard, each in both directions. */
const WALKS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'a1b2c3d4e5f6g7h8i9j0',
  '!@#$%^&*()_+',
  '147258369',
  '159753',
  '00112233445566778899',
  '102030405060708090',
  '1029384756',
  '4815162342',
  '12qwaszx',
  '1a2b3c4d5e6f7g8h9i0j',
].flatMap((walk) => [walk, [...walk].reverse().join('')])

/** What people write in place of a letter. A `1` stands for two letters. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '4': 'a',
  '@': 'a',
  '3': 'e',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
  '!': 'i',
}

/**
 * True for a password that guessing programs try first: a few common words, keyboard walks, years and
 * punctuation combined, or something short repeated (ASVS 6.2.4).
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  if (text.length > LONGEST || text.trim() === '') return false
  const unit = smallestRepeatedUnit(text)
  if (unit !== text && unit.length <= SHORT_UNIT) return true
  return cheapestCover(unit) <= COMMON_COST
}

/** `abc` of `abcabcabcab`; the text itself when nothing repeats. */
function smallestRepeatedUnit(text: string): string {
  for (let period = 1; period <= text.length / 2; period += 1) {
    if (text.startsWith(text.slice(period))) return text.slice(0, period)
  }
  return text
}

/** The lowest cost of putting the text together from common pieces; infinite when that is impossible. */
function cheapestCover(text: string): number {
  const cheapest = [0]
  for (let end = 1; end <= text.length; end += 1) {
    let best = Number.POSITIVE_INFINITY
    for (let start = Math.max(0, end - LONGEST); start < end; start += 1) {
      const before = cheapest[start] ?? Number.POSITIVE_INFINITY
      if (before < best) best = Math.min(best, before + pieceCost(text.slice(start, end)))
    }
    cheapest.push(best)
  }
  return cheapest[text.length] ?? Number.POSITIVE_INFINITY
}

function pieceCost(piece: string): number {
  if (/^[\p{P}\p{S}]$/u.test(piece)) return SYMBOL_COST
  if (/^\p{L}$/u.test(piece)) return LETTER_COST
  if (isRun(piece)) return RUN_COST
  if (isCommonWord(piece)) return WORD_COST
  return /^[0-9]+$/.test(piece) && piece.length <= LONGEST_DIGITS ? DIGITS_COST : Number.POSITIVE_INFINITY
}

function isRun(piece: string): boolean {
  if (piece.length < SHORTEST_RUN) return false
  return piece === piece.charAt(0).repeat(piece.length) || WALKS.some((walk) => walk.includes(piece))
}

function isCommonWord(piece: string): boolean {
  if (piece.length < SHORTEST_WORD || piece.length > LONGEST_WORD) return false
  if (COMMON_WORDS.has(piece)) return true
  const spelled = piece.replace(/[430$57!@]/g, (character) => LOOKALIKES[character] ?? character)
  return COMMON_WORDS.has(spelled.replaceAll('1', 'i')) || COMMON_WORDS.has(spelled.replaceAll('1', 'l'))
}

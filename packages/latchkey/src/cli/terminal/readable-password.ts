import { randomInt } from 'node:crypto'

/** Without characters that look like others. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A random password that can be read aloud and typed: four groups of four characters, about 79 bits. */
export function makeReadablePassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

import type { Parameters } from '../../../protocol/parameters.ts'

/**
 * Most UTF-16 units that are read of what was typed: more than any spelling of a username has. The time that
 * normalisation takes (UAX 15) grows with the square of a row of combining characters, so 64 KiB of them
 * would keep everybody waiting for most of a second.
 */
const LONGEST_SPELLING = 1024

/** The username of a form, without the spaces around it. */
export function typedUsername(form: Parameters): string {
  return form.get('username')?.trim().slice(0, LONGEST_SPELLING) ?? ''
}

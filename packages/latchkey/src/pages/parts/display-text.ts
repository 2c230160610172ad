/**
 * Bidi controls, zero-width and other invisible characters, controls, private use, lone surrogates, and the
 * Braille blank.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu
const BLANKS = /[\s\p{Zs}]+/gu
/** More than three combining marks on one letter overlap other lines. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu

/**
 * A name that somebody else chose, made safe to show beside our own text: one line, without characters that
 * hide or reverse what follows, at most `longest` characters (RFC 9700 §4.16 and the consent page depend on
 * the name being what it seems). May be empty.
 */
export function toDisplayText(name: string, longest = 60): string {
  const visible = name
    .normalize('NFC')
    .replace(BLANKS, ' ')
    .replace(INVISIBLE, '')
    .replace(STACKED_MARKS, '$1')
    .trim()
  return shorten(visible, longest)
}

/** Longer than an app's name: an email address is shown whole (RFC 5321 §4.5.3.1.3). */
const LONGEST_USERNAME = 254

/** The name that somebody signs in with. */
export function toDisplayUsername(username: string): string {
  return toDisplayText(username, LONGEST_USERNAME)
}

const LONGEST_URL = 2048

/** A URL as text, unchanged except that anything other than printable ASCII is percent-encoded. */
export function toDisplayUrl(url: string): string {
  return shorten(url.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent), LONGEST_URL)
}

function shorten(text: string, longest: number): string {
  const characters = Array.from(text)
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`
}

/** The letter that is shown instead of a picture; remote pictures are never shown. */
export function toMonogram(name: string): string {
  return (/[\p{L}\p{N}]/u.exec(toDisplayText(name))?.[0] ?? '•').toLocaleUpperCase('en')
}

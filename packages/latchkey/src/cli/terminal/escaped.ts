/**
 * Some terminals also interpret eight-bit control characters, and all reverse the direction of text; JSON
 * escapes neither.
 */
const STEERING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/** Text from elsewhere, with what could control the terminal escaped (OWASP ASVS 16.4.1). */
export function escaped(text: string): string {
  return text.replace(STEERING, toEscape)
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

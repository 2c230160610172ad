/**
 * Control characters, line separators, and marks that change the direction of text: in a name they can steer
 * a terminal, or make it look like another name (Unicode Technical Report 36, "Visual Security Issues").
 */
const control = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

export function hasControlCharacters(text: string): boolean {
  return control.test(text)
}

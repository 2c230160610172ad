import type { Random } from '../ports/random.ts'

/** An id that was never given before and tells nothing about the person: 128 random bits, base64url. */
export function randomId(random: Random): string {
  return Buffer.from(random.bytes(16)).toString('base64url')
}

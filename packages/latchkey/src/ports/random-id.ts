import type { Random } from './random.ts'

/**
 * An id that was never given before and tells nothing: 128 random bits, base64url, 22 characters. Never with a hyphen first, which a
 * command line would read as an option.
 */
export function randomId(random: Random): string {
  return Buffer.from(random.bytes(16)).toString('base64url').replace(/^-/, 'A')
}

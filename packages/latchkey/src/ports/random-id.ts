import type { Random } from './random.ts'

/** An id that was never given before and tells nothing: 128 random bits in 22 characters. */
export function randomId(random: Random): string {
  return toId(random.bytes(16))
}

/** Bytes as an id, base64url. Never with a hyphen first, which a command line would read as an option. */
export function toId(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url').replace(/^-/, 'A')
}

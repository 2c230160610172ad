import type { Random } from './random.ts'

/** 128 unguessable bits, base64url, 22 characters. */
export function randomId(random: Random): string {
  return Buffer.from(random.bytes(16)).toString('base64url')
}

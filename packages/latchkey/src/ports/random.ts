/** Unguessable values. Tests may pass their own. */
export interface Random {
  /** Bytes from a cryptographically secure source. */
  bytes(count: number): Uint8Array<ArrayBuffer>
}

/** A unique id that reveals nothing: 128 random bits in 22 characters. */
export function randomId(random: Random): string {
  return toId(random.bytes(16))
}

/** Bytes as an id, base64url. Never starts with a hyphen, which a command line would read as an option. */
export function toId(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url').replace(/^-/, 'A')
}

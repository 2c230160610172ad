/** Unguessable values. Tests may pass their own. */
export interface Random {
  /** Bytes from a cryptographically secure source. */
  bytes(count: number): Uint8Array<ArrayBuffer>
}

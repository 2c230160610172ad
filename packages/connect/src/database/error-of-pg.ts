/** The code of an error of `pg`: an SQLSTATE of the server, or one of Node for the network and files. */
export function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? code : undefined
}

/** A sentence about the error. Node's error for a host with several addresses has no message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message === '' ? (codeOf(error) ?? error.name) : error.message
}

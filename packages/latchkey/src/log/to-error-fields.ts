/** Errors that are named as the cause of each other. */
const CAUSES = 5

/**
 * What the log says of an error: its name, message, code and stack, and those of its causes. Drivers and HTTP
 * clients put rows and headers into further members, which may hold a secret (OWASP ASVS 16.2.5).
 */
export function toErrorFields(err: unknown, causes = CAUSES): unknown {
  if (!(err instanceof Error)) return typeof err === 'string' ? { message: err } : { type: typeof err }
  const { name, message, stack, cause } = err
  const code = 'code' in err && ['string', 'number'].includes(typeof err.code) ? err.code : undefined
  return {
    type: name,
    message,
    ...(code !== undefined && { code }),
    stack,
    ...(cause !== undefined && causes > 0 && { cause: toErrorFields(cause, causes - 1) }),
  }
}

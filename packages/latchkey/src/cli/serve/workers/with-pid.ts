import type { Logger } from '../../../index.ts'

/** Adds the pid to every line, as several processes write to one log. */
export function withPid(logger: Logger): Logger {
  const { pid } = process
  return {
    debug: (fields, message) => logger.debug({ ...fields, pid }, message),
    info: (fields, message) => logger.info({ ...fields, pid }, message),
    warn: (fields, message) => logger.warn({ ...fields, pid }, message),
    error: (fields, message) => logger.error({ ...fields, pid }, message),
  }
}

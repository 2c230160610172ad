import { callUnwaited } from '../../extensions/call-unwaited.ts'
import { describeThrown } from '../../extensions/describe-thrown.ts'

/** Where the app logs what went wrong. Any logger with pino's methods will do. */
export interface ClientLogger {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Standard error, for apps that bring no logger. */
export const consoleLogger: ClientLogger = {
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
}

type Level = keyof ClientLogger

/**
 * The same logger, which never throws and never rejects, so that no request fails by being logged. A line
 * that it could not take goes to standard error.
 * @throws TypeError when it lacks a method
 */
export function guardClientLogger<Levels extends Level>(
  own: Pick<ClientLogger, Levels>,
  levels: readonly Levels[],
): Pick<ClientLogger, Levels> {
  const missing = levels.filter((level) => typeof own?.[level] !== 'function')
  if (missing.length > 0) throw new TypeError(`logger lacks ${missing.join(' and ')}; false turns it off`)
  const guarded = (level: Levels) => (fields: object, message: string) => {
    const rescue = (thrown: unknown) =>
      console.error(`logger.${level} threw: ${describeThrown(thrown)}. Its line: ${message}`)
    callUnwaited(() => own[level](fields, message), rescue)
  }
  return Object.fromEntries(levels.map((level) => [level, guarded(level)])) as Pick<ClientLogger, Levels>
}

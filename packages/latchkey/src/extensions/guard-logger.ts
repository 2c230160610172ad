import { callUnwaited, describeThrown } from 'latchkey-connect/internal'
import type { Logger } from '../ports/logger.ts'

type Level = keyof Logger

/**
 * A logger that never throws and never rejects, so that a request does not fail by being logged. A line that
 * it could not take is written to standard error, with the reason the first time.
 */
export function guardLogger(own: Logger): Logger {
  let hasSaidWhy = false
  const rescue = (level: Level, fields: object, message: string | undefined, thrown: unknown) => {
    if (!hasSaidWhy) writeLine('error', {}, `logger.${level} threw: ${describeThrown(thrown)}`)
    hasSaidWhy = true
    writeLine(level, fields, message)
  }
  const guarded = (level: Level) => (fields: object, message?: string) =>
    callUnwaited(
      () => own[level](fields, message),
      (thrown) => rescue(level, fields, message, thrown),
    )
  return {
    debug: guarded('debug'),
    info: guarded('info'),
    warn: guarded('warn'),
    error: guarded('error'),
  }
}

function writeLine(level: Level, fields: object, message: string | undefined): void {
  const line = { level, time: new Date().toISOString(), ...plain(fields), msg: message }
  process.stderr.write(`${JSON.stringify(line)}\n`)
}

/** Members that JSON cannot say, such as errors, in words. */
function plain(fields: object): Readonly<Record<string, unknown>> {
  try {
    const entries = Object.entries(fields).map(([name, value]) => [
      name,
      isPlain(value) ? value : describeThrown(value),
    ])
    return Object.fromEntries(entries)
  } catch (thrown) {
    return { fields: describeThrown(thrown) }
  }
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)
}

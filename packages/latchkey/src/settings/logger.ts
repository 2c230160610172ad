import { z } from 'zod'
import type { Logger } from '../ports/logger.ts'
import type { Shape } from './shape.ts'

/** A logger of the operator's own, or `false` for none. */
export const logger: Shape<Logger | false> = z
  .custom<Logger | false>(
    (value) => value === false || isLogger(value),
    'must be a logger with the methods debug, info, warn and error (pino has them), or false',
  )
  .meta({ title: 'logger or `false`' })

function isLogger(value: unknown): value is Logger {
  if (typeof value !== 'object' || value === null) return false
  return ['debug', 'info', 'warn', 'error'].every(
    (level) => typeof (value as Record<string, unknown>)[level] === 'function',
  )
}

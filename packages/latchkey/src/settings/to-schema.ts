import type { z } from 'zod'
import type { Shape } from './shape.ts'

/** The zod schema that every shape is. */
export function toSchema<Type>(shape: Shape<Type>): z.ZodType<Type> {
  return shape as z.ZodType<Type>
}

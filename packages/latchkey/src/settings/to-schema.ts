import type { z } from 'zod'
import type { Shape } from './shape.ts'

/** A shape as what it is. */
export function toSchema<Type>(shape: Shape<Type>): z.ZodType<Type> {
  return shape as z.ZodType<Type>
}

/**
 * Checks a value: a zod schema. The type does not mention zod, so that our declarations do not depend on it.
 */
export interface Shape<out Type> {
  parse(value: unknown): Type
}

/** What checks a value: a zod schema. It is named without zod, so that our declarations do not lead there. */
export interface Shape<out Type> {
  parse(value: unknown): Type
}

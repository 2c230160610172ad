import { nearestName } from 'latchkey-connect/internal'
import { z } from 'zod'
import { type SigningAlgorithm, signingAlgorithms } from '../protocol/signing-key.ts'
import type { Shape } from './shape.ts'

/** A schema for every member of a type: a missing or an extra one does not compile. */
export type ShapeOf<Type> = Record<keyof Required<Type>, z.ZodType>

// An empty text is only reported as empty, whatever else is wrong with it.
export const text = z.string().min(1, { abort: true })
export const texts: z.ZodType<readonly string[]> = z.array(text)
export const flag = z.boolean()
export const signingAlgorithm: z.ZodType<SigningAlgorithm> = z.enum(signingAlgorithms)

/** A value outside the range is a mistake, usually a wrong unit. */
export function wholeNumber(range: { readonly from: number; readonly to: number }) {
  return z.number().int().min(range.from).max(range.to)
}

export function oneOf<const Names extends readonly string[]>(...names: Names): Shape<Names[number]> {
  return z.enum(names)
}

export function aFunction<Type>(): z.ZodType<Type> {
  return z
    .custom<Type>((value) => typeof value === 'function', 'must be a function')
    .meta({ title: 'function' })
}

/** A list whose entries are parsed later, one by one, so that all problems of each entry are reported. */
export function list<Entry>(): Shape<readonly Entry[]> {
  return z.array(z.custom<Entry>())
}

/** A value that is checked later, where more is known about it. `words` describe what it may be. */
export function checkedLater<Type>(words: string): Shape<Type> {
  return z.custom<Type>().meta({ title: words })
}

/** Separates the sentences that {@link strict} produces, one for each unknown key. */
export const sentenceSeparator = '\n'

/** An object with these members and no others. The error for an unknown key names the nearest known one. */
export function strict<Members extends z.core.$ZodShape>(
  members: Members,
  explain: (key: string) => string | undefined = () => undefined,
) {
  const known = Object.keys(members)
  const toSentence = (key: string) => explain(key) ?? nearestName(key, known) ?? ''
  return z.strictObject(members, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[]).map(toSentence).join(sentenceSeparator)
        : undefined,
  })
}

/** The zod schema that every shape is. */
export function toSchema<Type>(shape: Shape<Type>): z.ZodType<Type> {
  return shape as z.ZodType<Type>
}

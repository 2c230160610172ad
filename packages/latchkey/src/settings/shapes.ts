import { z } from 'zod'
import { type SigningAlgorithm, signingAlgorithms } from '../protocol/signing-key.ts'
import type { Shape } from './shape.ts'

/** Every algorithm that a signature of ours may have. */
export { signingAlgorithms }

/** A shape for every member of a type: one that is forgotten, or too many, does not compile. */
export type ShapeOf<Type> = Record<keyof Required<Type>, z.ZodType>

// An empty text is told to be empty, whatever else would be wrong with it.
export const text = z.string().min(1, { abort: true })
export const texts: z.ZodType<readonly string[]> = z.array(text)
export const flag = z.boolean()
export const signingAlgorithm: z.ZodType<SigningAlgorithm> = z.enum(signingAlgorithms)

/** Outside of the range lies a mistake, a wrong unit most of the time. */
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

/** A list whose entries are read one by one, each with everything that is wrong with it. */
export function list<Entry>(): Shape<readonly Entry[]> {
  return z.array(z.custom<Entry>())
}

/** What is checked where more is known about it. The words say what it may be. */
export function checkedLater<Type>(words: string): Shape<Type> {
  return z.custom<Type>().meta({ title: words })
}

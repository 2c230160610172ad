import type { Shape } from '../../packages/latchkey/src/settings/shape.ts'
import { toSchema } from '../../packages/latchkey/src/settings/shapes.ts'

type Schema = ReturnType<typeof toSchema>

/** The definition of a schema, depending on its type. */
interface Definition {
  readonly type: string
  readonly element?: Schema
  readonly options?: readonly Schema[]
  readonly values?: readonly string[]
  readonly entries?: Readonly<Record<string, string>>
}

/** What a shape accepts, in words: `whole number, 1 to 600`. */
export function typeText(shape: Shape<unknown>): string {
  return describe(toSchema(shape))
}

function describe(schema: Schema): string {
  const title = schema.meta()?.title
  if (title !== undefined) return title
  const { type, element, options, values, entries } = schema.def as Definition
  if (type === 'number') return describeNumber(schema as Schema & { minValue: number; maxValue: number })
  if (entries !== undefined) return Object.keys(entries).map(toCode).join(', ')
  if (values !== undefined) return values.map(toCode).join(', ')
  if (options !== undefined) return options.map(describe).join(' or ')
  if (element !== undefined) return describeList(describe(element))
  return plainNames[type] ?? type
}

function describeNumber({ minValue, maxValue }: { readonly minValue: number; readonly maxValue: number }) {
  return `whole number, ${minValue} to ${maxValue}`
}

function describeList(element: string): string {
  return element === '' ? 'list' : `list of ${element}s`
}

function toCode(value: string): string {
  return `\`${value}\``
}

/** The title of a custom shape is what it accepts. */
const plainNames: Readonly<Record<string, string>> = { boolean: '`true` or `false`', custom: '' }

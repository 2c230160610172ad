import type { Members, Written } from './option.ts'
import type { Shape } from './shape.ts'
import { strict } from './strict-shape.ts'
import { toSchema } from './to-schema.ts'

/** The shape of an object with these options and no others. */
export function shapeOf<Table extends Members>(members: Table): Shape<Written<Table>> {
  const shapes = Object.entries(members).map(([name, { shape, isRequired }]) => {
    const schema = toSchema(shape)
    return [name, isRequired ? schema : schema.exactOptional()]
  })
  return strict(Object.fromEntries(shapes)) as unknown as Shape<Written<Table>>
}

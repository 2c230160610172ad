import type { Announced, Group, GroupValue, Members, Option, OptionKind, Written } from './option.ts'
import type { Shape } from './shape.ts'
import { strict, toSchema } from './shapes.ts'

/** Options that are written together as one object. The parsed object has every option that has a default. */
export function group<Table extends Members>(members: Table): Group<Written<Table>, GroupValue<Table>> {
  return { members, shape: shapeOf(members), default: defaultOf(members) as GroupValue<Table> }
}

/**
 * What an option may have besides its shape. Settings are frozen, so none can be an operator's own object.
 */
type Facts<Kind extends OptionKind> = Partial<Pick<Option, 'environment' | 'members' | 'withoutIt'>> &
  (Kind extends 'part' ? Partial<Pick<Option, 'isOwnObject'>> : unknown)

type AnnouncedIf<Given> = Given extends Announced ? Announced : unknown

interface DefineOption<Kind extends OptionKind> {
  <Type, Complete, Given extends Pick<Option, 'withoutIt'>>(
    group: Group<Type, Complete>,
    facts?: Given,
  ): Option<Kind, Type | undefined, Complete> & AnnouncedIf<Given>
  <Type, Given extends Facts<Kind>>(
    shape: Shape<Type>,
    facts: Given & { readonly default: NoInfer<Type> },
  ): Option<Kind, Type | undefined, Type> & AnnouncedIf<Given>
  /** The value is `undefined` only if what was written is invalid, which has then been reported. */
  <Type>(
    shape: Shape<Type>,
    facts: Facts<Kind> & { readonly required: true },
  ): Option<Kind, Type, Type | undefined>
  <Type, Given extends Facts<Kind>>(
    shape: Shape<Type>,
    facts?: Given,
  ): Option<Kind, Type | undefined, Type | undefined> & AnnouncedIf<Given>
}

/** An option that is needed to answer requests: flows and endpoints read it as `settings.NAME`. */
export const setting = define('setting')
/** An option that is needed to assemble the server: `createAuthorizationServer` reads it as `parsed.NAME`. */
export const part = define('part')
/**
 * Any other option: a member of a group, an option of the command, or an input from which something else is
 * derived.
 */
export const option = define('option')

function define<Kind extends OptionKind>(kind: Kind): DefineOption<Kind> {
  return (
    described: Shape<unknown> | Group,
    {
      required = false,
      ...facts
    }: Facts<'part'> & { readonly required?: boolean; readonly default?: unknown } = {},
  ) => {
    const shapeAndDefault = 'members' in described ? described : { shape: described, default: undefined }
    return { kind, isRequired: required, ...shapeAndDefault, ...facts } as Option<Kind, never, never>
  }
}

/** The shape of an object with these options and no others. */
function shapeOf<Table extends Members>(members: Table): Shape<Written<Table>> {
  const shapes = Object.entries(members).map(([name, { shape, isRequired }]) => {
    const schema = toSchema(shape)
    return [name, isRequired ? schema : schema.exactOptional()]
  })
  return strict(Object.fromEntries(shapes)) as unknown as Shape<Written<Table>>
}

/** A group with a required member has no default. */
function defaultOf(members: Members): Readonly<Record<string, unknown>> | undefined {
  if (Object.values(members).some(({ isRequired }) => isRequired)) return undefined
  const stated = Object.entries(members).filter(([, member]) => member.default !== undefined)
  return Object.fromEntries(stated.map(([name, member]) => [name, member.default]))
}

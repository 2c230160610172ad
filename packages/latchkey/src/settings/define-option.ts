import { shapeOf } from './group-shape.ts'
import type { Group, GroupValue, Members, Option, OptionKind, Written } from './option.ts'
import type { Shape } from './shape.ts'

/** Options that are written together: complete when they have been read, as far as there are defaults. */
export function group<Table extends Members>(members: Table): Group<Written<Table>, GroupValue<Table>> {
  return { members, shape: shapeOf(members), default: defaultOf(members) as GroupValue<Table> }
}

/** What may be said of an option besides its shape. Settings are frozen, so none is an operator's own object. */
type Facts<Kind extends OptionKind> = Partial<Pick<Option, 'environment' | 'members'>> &
  (Kind extends 'part' ? Partial<Pick<Option, 'isOwnObject'>> : unknown)

interface DefineOption<Kind extends OptionKind> {
  <Type, Complete>(group: Group<Type, Complete>): Option<Kind, Type | undefined, Complete>
  <Type>(
    shape: Shape<Type>,
    facts: Facts<Kind> & { readonly default: NoInfer<Type> },
  ): Option<Kind, Type | undefined, Type>
  /** Its value is `undefined` only where what was written is wrong, and reported. */
  <Type>(
    shape: Shape<Type>,
    facts: Facts<Kind> & { readonly required: true },
  ): Option<Kind, Type, Type | undefined>
  <Type>(shape: Shape<Type>, facts?: Facts<Kind>): Option<Kind, Type | undefined, Type | undefined>
}

/** An option that requests are answered by: flows and endpoints read it as `settings.NAME`. */
export const setting = define('setting')
/** An option that the server is put together from: `createAuthorizationServer` reads it as `parsed.NAME`. */
export const part = define('part')
/** Any other option: of a group, of the command, or one that something else is worked out from. */
export const option = define('input')

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

/** Where a member is required, nothing stands for the group that was left out. */
function defaultOf(members: Members): Readonly<Record<string, unknown>> | undefined {
  if (Object.values(members).some(({ isRequired }) => isRequired)) return undefined
  const stated = Object.entries(members).filter(([, member]) => member.default !== undefined)
  return Object.fromEntries(stated.map(([name, member]) => [name, member.default]))
}

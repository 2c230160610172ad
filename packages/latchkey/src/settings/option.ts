import type { Shape } from './shape.ts'

/**
 * Who reads an option. `setting`: code that answers requests, as `settings.NAME`. `part`: code that assembles
 * the server. `option`: only code that derives something else from it.
 */
export type OptionKind = 'setting' | 'part' | 'option'

/** One row of a table of options. Its description is the comment above the row. */
export interface Option<
  out Kind extends OptionKind = OptionKind,
  /** What an operator may write; includes `undefined` if it may be left out. */
  out Written = unknown,
  /** The value after parsing; includes `undefined` if there is no default. */
  out Value = unknown,
> {
  readonly kind: Kind
  readonly shape: Shape<Written>
  readonly isRequired: boolean
  readonly default: Value
  /** Its members, or those of each entry if it is a list. */
  readonly members?: Members
  /** The environment variable that sets it for the `latchkey` command. */
  readonly environment?: EnvironmentVariable
  /** The operator's own object, which may have state: it is neither copied nor frozen. */
  readonly isOwnObject?: boolean
  /** What the server does without it, where that is less careful: then its key may not be `undefined`. */
  readonly withoutIt?: string
}

export type Members = Readonly<Record<string, Option>>

export interface EnvironmentVariable {
  readonly name: string
  /** Converts the text of the variable to the option's value. Default: the text itself. */
  readonly read?: (text: string) => unknown
  /** The variable in a message about its value. Default: its name. */
  readonly inMessages?: (text: string) => string
}

/** Options that are written together, as one object. */
export interface Group<out Written = unknown, out Value = unknown> {
  readonly members: Members
  readonly shape: Shape<Written>
  readonly default: Value
}

type WrittenOf<Of> = Of extends Option<OptionKind, infer Type, unknown> ? Type : never
type ValueOf<Of, Kind extends OptionKind> = Of extends Option<Kind, unknown, infer Type> ? Type : never
type IfOptional<Type, Then, Else> = undefined extends Type ? Then : Else

/** An option that may be left out, but not be `undefined`. */
export interface Announced {
  readonly withoutIt: string
}

/**
 * With `exactOptionalPropertyTypes`, TypeScript refuses a variable that may not be set where the server would
 * be less careful without the option.
 */
type Present<Of> = Of extends Announced ? Exclude<WrittenOf<Of>, undefined> : WrittenOf<Of>

/** What an operator writes. Editors show the descriptions from the table. */
export type Written<Table> = {
  readonly [Name in keyof Table as IfOptional<WrittenOf<Table[Name]>, never, Name>]: WrittenOf<Table[Name]>
} & {
  readonly [Name in keyof Table as IfOptional<WrittenOf<Table[Name]>, Name, never>]?: Present<Table[Name]>
}

/**
 * The second base of every interface of options. TypeScript's messages name an interface only if it has
 * members of its own or several bases; otherwise they print what it extends.
 */
export type Named = object

/** The values of the options of one kind after parsing, defaults included. */
export type Values<Table, Kind extends OptionKind = OptionKind> = {
  readonly [Name in keyof Table as Table[Name] extends Option<Kind>
    ? IfOptional<ValueOf<Table[Name], Kind>, never, Name>
    : never]: ValueOf<Table[Name], Kind>
} & {
  readonly [Name in keyof Table as Table[Name] extends Option<Kind>
    ? IfOptional<ValueOf<Table[Name], Kind>, Name, never>
    : never]?: Exclude<ValueOf<Table[Name], Kind>, undefined>
}

/** The value of a group: complete; or, if a member is required and so has no default, as it was written. */
export type GroupValue<Table> = object extends Written<Table> ? Values<Table> : Written<Table> | undefined

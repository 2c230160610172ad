import type { Shape } from './shape.ts'

/**
 * Who reads an option. `setting`: whoever answers a request, as `settings.NAME`. `part`: whoever puts the
 * server together. `input`: only what is worked out from it.
 */
export type OptionKind = 'setting' | 'part' | 'input'

/** One line of a table of options. The sentence that belongs to it is the comment above the line. */
export interface Option<
  out Kind extends OptionKind = OptionKind,
  /** What an operator may write; with `undefined` where it may be left out. */
  out Written = unknown,
  /** What it is when the configuration has been read; with `undefined` where there is no default. */
  out Value = unknown,
> {
  readonly kind: Kind
  readonly shape: Shape<Written>
  readonly isRequired: boolean
  readonly default: Value
  /** The options inside of it, or inside each entry of a list. */
  readonly members?: Members
  /** The variable that sets it for the `latchkey` command. */
  readonly environment?: EnvironmentVariable
  /** The operator's own object, perhaps with a state of its own: it is neither copied nor frozen. */
  readonly isOwnObject?: boolean
}

export type Members = Readonly<Record<string, Option>>

export interface EnvironmentVariable {
  readonly name: string
  /** The value for the option, where that is not the text of the variable. */
  readonly read?: (text: string) => unknown
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

/** What an operator writes. The sentences of the table come along, for editors to show. */
export type Written<Table> = {
  readonly [Name in keyof Table as IfOptional<WrittenOf<Table[Name]>, never, Name>]: WrittenOf<Table[Name]>
} & {
  readonly [Name in keyof Table as IfOptional<WrittenOf<Table[Name]>, Name, never>]?: WrittenOf<Table[Name]>
}

/** What the options of a kind are when the configuration has been read, defaults included. */
export type Values<Table, Kind extends OptionKind = OptionKind> = {
  readonly [Name in keyof Table as Table[Name] extends Option<Kind>
    ? IfOptional<ValueOf<Table[Name], Kind>, never, Name>
    : never]: ValueOf<Table[Name], Kind>
} & {
  readonly [Name in keyof Table as Table[Name] extends Option<Kind>
    ? IfOptional<ValueOf<Table[Name], Kind>, Name, never>
    : never]?: Exclude<ValueOf<Table[Name], Kind>, undefined>
}

/** What a group is: complete, or as it was written where nothing could stand for a required member. */
export type GroupValue<Table> = object extends Written<Table> ? Values<Table> : Written<Table> | undefined

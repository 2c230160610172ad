/** What a command sees of the outside: where it was started, and by whom it is read. */
export interface Terminal {
  /** The folder in which the command was started. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** True when a person can be asked. */
  readonly interactive: boolean
  /** Writes to standard output: what was asked for, and nothing else. */
  out(text: string): void
  /** Writes to standard error: everything said beside it. */
  note(text: string): void
  /** All of standard input. */
  readInput(): Promise<string>
  /** Asks a person, on standard error. A secret answer is not shown. */
  ask(question: string, options?: { readonly secret?: boolean }): Promise<string>
}

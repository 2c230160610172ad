/** What a command knows of its caller: where it was started, and where its input and output go. */
export interface Terminal {
  /** The folder in which the command was started. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** True when a person can be asked. */
  readonly interactive: boolean
  /** True when a person reads standard output on a screen. */
  readonly isScreen: boolean
  /** Whether standard output and standard error are shown in colours (NO_COLOR, FORCE_COLOR). */
  readonly hasColours: { readonly out: boolean; readonly note: boolean }
  /** Writes the requested output to standard output, and nothing else. */
  out(text: string): void
  /** Writes everything else to standard error. */
  note(text: string): void
  /** Reads all of standard input. */
  readInput(): Promise<string>
  /** Asks a person, on standard error. Input that is secret is not shown. */
  ask(question: string, options?: { readonly secret?: boolean }): Promise<string>
}

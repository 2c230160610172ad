/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /**
   * The place, as it would be written in code: `clients[0].redirectUris[1]`. Empty for the configuration as a
   * whole.
   */
  readonly path: string
  /** The `clientId` of the client that the path is in. */
  readonly client?: string
  /** What is wrong and what to write instead. Never contains a secret. */
  readonly message: string
  /** For an unknown key: the known one that was probably meant. */
  readonly nearest?: string
}

/** The configuration is invalid. Lists every problem at once, so that all can be fixed in one go. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[]
  /** The file that contains the configuration, if it came from a file. */
  readonly file?: string

  constructor(problems: readonly ConfigProblem[], file?: string) {
    super(toText(problems, file))
    this.name = 'ConfigError'
    this.problems = problems
    if (file !== undefined) this.file = file
  }
}

function toText(problems: readonly ConfigProblem[], file?: string): string {
  const where = file === undefined ? 'the configuration' : file
  const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`
  return [`${count} in ${where}:`, ...problems.map(toLine)].join('\n')
}

function toLine({ path, client, message }: ConfigProblem): string {
  const named = client === undefined ? path : `${path} (client ${JSON.stringify(client)})`
  return path === '' ? `  ${message}` : `  ${named}: ${message}`
}

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /**
   * Where, as it would be written in code: `clients[0].redirectUris[1]`. Empty for the configuration as a
   * whole.
   */
  readonly path: string
  /** What is wrong and what to write instead. Never quotes a secret. */
  readonly message: string
  /** For an unknown key: the known one that was probably meant. */
  readonly nearest?: string
}

/**
 * The configuration cannot be used. Lists every problem at once, so that one look at the file repairs them
 * all.
 */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[]
  /** The file that the configuration came from, when it came from one. */
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

function toLine({ path, message }: ConfigProblem): string {
  return path === '' ? `  ${message}` : `  ${path}: ${message}`
}

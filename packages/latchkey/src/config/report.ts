import { ConfigError, type ConfigProblem } from './config-error.ts'

/**
 * Gathers what is wrong (an error at the end) and what is doubtful (a warning), so that nothing hides behind
 * the first find.
 */
export interface Report {
  problem(path: string, message: string, nearest?: string): void
  warning(path: string, message: string): void
  readonly warnings: readonly string[]
  /** True when the path, or something under it, has a problem. */
  hasProblem(path: string): boolean
  /** Throws a {@link ConfigError} if there was any problem. */
  requireNoProblems(): void
}

export function createReport(): Report {
  const problems: ConfigProblem[] = []
  const warnings: string[] = []
  return {
    warnings,
    problem(path, message, nearest) {
      problems.push({ path, message, ...(nearest !== undefined && { nearest }) })
    },
    warning(path, message) {
      warnings.push(`${path}: ${message}`)
    },
    hasProblem: (path) => problems.some((problem) => isWithin(problem.path, path)),
    requireNoProblems() {
      if (problems.length > 0) throw new ConfigError(problems)
    },
  }
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)
}

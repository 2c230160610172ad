import { ConfigError, type ConfigProblem } from './config-error.ts'

/**
 * Collects problems (an error at the end) and doubts (warnings), so that all of them are reported, not only
 * the first.
 */
export interface Report {
  problem(path: string, message: string, nearest?: string): void
  warning(path: string, message: string): void
  /** Names the client at this path in every problem under it: nobody wants to count to `clients[17]`. */
  nameClient(path: string, clientId: string): void
  readonly warnings: readonly string[]
  /** True when the path, or something under it, has a problem. */
  hasProblem(path: string): boolean
  /** Throws a {@link ConfigError} if there was any problem. */
  requireNoProblems(): void
}

/**
 * Problems are sorted by this order of the names that their paths begin with; those without a path come
 * first.
 */
export function createReport(order: readonly string[] = []): Report {
  const problems: ConfigProblem[] = []
  const warnings: string[] = []
  const clients = new Map<string, string>()
  /** Names are known by the end, whichever check found the problem. */
  const withClient = (problem: ConfigProblem): ConfigProblem => {
    const client = clients.get(/^clients\[\d+\]/.exec(problem.path)?.[0] ?? '')
    return client === undefined ? problem : { ...problem, client }
  }
  return {
    warnings,
    problem(path, message, nearest) {
      problems.push({ path, message, ...(nearest !== undefined && { nearest }) })
    },
    warning(path, message) {
      warnings.push(`${path}: ${message}`)
    },
    nameClient: (path, clientId) => void clients.set(path, clientId),
    hasProblem: (path) => problems.some((problem) => isWithin(problem.path, path)),
    requireNoProblems() {
      if (problems.length > 0) throw new ConfigError(inOrder(problems.map(withClient), order))
    },
  }
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)
}

function inOrder(problems: readonly ConfigProblem[], order: readonly string[]): readonly ConfigProblem[] {
  const placeOf = ({ path }: ConfigProblem) => order.indexOf(outermostName(path))
  return problems.toSorted((one, other) => placeOf(one) - placeOf(other))
}

/** The option that a path begins with. */
export function outermostName(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? ''
}

import { ConfigError } from '../../src/config/config-error.ts'
import { type ParsedConfiguration, parseConfiguration } from '../../src/config/parse-configuration.ts'
import type { Configuration } from '../../src/settings/options.ts'

export const issuer = 'https://id.example.com'

/** Parses what the compiler would refuse. */
export function parse(input: unknown): ParsedConfiguration {
  return parseConfiguration(input as Configuration)
}

/** Each problem of a configuration as `path: message`; empty for a good one. */
export function problemsOf(input: unknown): string[] {
  try {
    parse(input)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
}

/** The same for one client beside an issuer and a resource with the scope `books:read`. */
export function problemsOfClient(client: object): string[] {
  return problemsOf({
    issuer,
    resources: [{ uri: 'https://api.example.com', scopes: { 'books:read': 'See your books' } }],
    clients: [{ clientId: 'app', ...client }],
  })
}

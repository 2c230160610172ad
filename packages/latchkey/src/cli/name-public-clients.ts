import type { ParsedConfiguration } from '../config/parse-configuration.ts'

/** Longer lists are cut: it is one line. */
const MOST_NAMES = 20

type Configured = Pick<ParsedConfiguration, 'clients'>

/** The clients of the configuration that need no secret. */
export function publicClients({ clients }: Configured): readonly string[] {
  return clients
    .filter((client) => client.tokenEndpointAuthMethod === 'none')
    .map((client) => client.clientId)
}

/** Names them in one line, so that a client whose secret was forgotten is seen. */
export function namePublicClients(configured: Configured): string {
  const names = publicClients(configured)
  if (names.length === 0) return 'No client of the configuration is public.'
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''
  return `Public clients, which need no secret: ${names.slice(0, MOST_NAMES).join(', ')}${more}`
}

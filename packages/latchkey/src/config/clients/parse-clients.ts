import { isReadInTwoWays } from '../../protocol/client-authentication/parse-basic-credentials.ts'
import { type Client, type StatedClient, usesSecret } from '../../protocol/clients/client.ts'
import { readShape } from '../read-shape.ts'
import type { Report } from '../report.ts'
import { clientShape } from './client-shape.ts'
import { inferClient, secretsOf } from './infer-client.ts'
import { type KnownNames, requireSensibleClient } from './require-sensible-client.ts'

/** The number of characters of 128 random bits in base64. */
const guessableSecret = 22

/** What the checks of clients need from the rest of the configuration. */
export interface ClientContext {
  readonly report: Report
  readonly known: KnownNames
  readonly identityScopes: readonly string[]
  readonly requirePkce: boolean
}

/** The configured clients, complete, with hashed secrets. */
export function parseClients(list: readonly StatedClient[], context: ClientContext): readonly Client[] {
  const { report } = context
  const owners = new Map<string, string>()
  return list.flatMap((entry, index) => {
    const path = `clients[${index}]`
    const stated = readShape(clientShape, entry, { path, report })
    if (stated === undefined) return []
    requireNewClientId(stated.clientId, { path, owners, report })
    return [parseClient(stated, { ...context, path })]
  })
}

function parseClient(stated: StatedClient, context: ClientContext & { readonly path: string }): Client {
  const { path, report, known } = context
  const client = inferClient(stated, context)
  const complain = (member: string, message: string, nearest?: string) =>
    report.problem(`${path}.${member}`, message, nearest)
  requireSensibleClient(stated, client, { known, complain })
  if (secretsOf(stated).some((secret) => secret.length < guessableSecret)) {
    const words = `is shorter than ${guessableSecret} characters and may be guessed`
    report.warning(`${path}.clientSecret`, `of ${client.clientId} ${words}`)
  }
  warnOfTwoReadings(stated, client, context)
  if (client.redirectUris.length > 0 && !client.grantTypes.includes('authorization_code')) {
    report.warning(`${path}.redirectUris`, 'is never used without the authorization_code grant')
  }
  return client
}

/**
 * Some apps form-encode the two parts of a Basic header (RFC 6749 §2.3.1), others do not. Both are accepted,
 * but an unencoded colon in the id ends it (RFC 7617 §2), and elsewhere such a secret may not work.
 */
function warnOfTwoReadings(
  stated: StatedClient,
  client: Client,
  { path, report }: { readonly path: string; readonly report: Report },
): void {
  if (!usesSecret(client) || client.tokenEndpointAuthMethod === 'client_secret_post') return
  const { clientId } = client
  const someDoNot = 'which some apps encode in the Authorization header (RFC 6749 §2.3.1) and others do not'
  const better = 'letters, digits, "-", "." and "_" look the same from all'
  if (secretsOf(stated).some(isReadInTwoWays))
    report.warning(
      `${path}.clientSecret`,
      `of ${clientId} contains "+" or "%", ${someDoNot}. Both work here, if not everywhere; ${better}`,
    )
  if (clientId.includes(':'))
    report.warning(
      `${path}.clientId`,
      `${clientId} contains ":", ${someDoNot}. Those that do not are refused; ${better}`,
    )
  else if (isReadInTwoWays(clientId))
    report.warning(
      `${path}.clientId`,
      `${clientId} contains "+" or "%", ${someDoNot}. Both work here; ${better}`,
    )
}

function requireNewClientId(
  clientId: string,
  context: { readonly path: string; readonly owners: Map<string, string>; readonly report: Report },
): void {
  const owner = context.owners.get(clientId)
  if (owner === undefined) context.owners.set(clientId, context.path)
  else context.report.problem(`${context.path}.clientId`, `is the same as that of ${owner}`)
}

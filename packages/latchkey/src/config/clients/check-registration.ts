import { type ClientRegistration, ManagementError } from '../../management/management.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { identityScopes } from '../../protocol/scope/identity-scopes.ts'
import type { Settings } from '../../settings/settings.ts'
import { ConfigError } from '../config-error.ts'
import { readShape } from '../read-shape.ts'
import { createReport, type Report } from '../report.ts'
import { clientShape } from './client-shape.ts'
import { inferClient, type WrittenClient } from './infer-client.ts'
import { type Complain, requireSensibleClient } from './require-sensible-client.ts'

/** Stands for a secret that is made after the check. */
const MADE_LATER = 'a-secret-that-is-made-when-all-is-well'

/** The rules of the configuration for clients that are registered while the server runs. */
export interface RegistrationChecks {
  /** Completes and checks a registration. @throws ManagementError `INVALID` with every problem at once. */
  readonly completeClient: (stated: ClientRegistration & { readonly clientId: string }) => Client
  /** Checks a client after a change. @throws ManagementError `INVALID`. */
  readonly requireSensibleClient: (client: Client) => void
}

export function createRegistrationChecks(
  settings: Settings,
  grantTypes: readonly string[],
): RegistrationChecks {
  const known = {
    grantTypes,
    scopes: settings.resources.flatMap((resource) => resource.scopes.map((scope) => scope.name)),
    resources: settings.resources.map((resource) => resource.uri),
  }
  const context = {
    identityScopes: identityScopes.map((scope) => scope.name),
    requirePkce: settings.requirePkce,
  }

  function check(stated: object, report: Report): Client | undefined {
    const written = readShape(clientShape, withMadeSecret(stated), { path: '', report })
    if (written === undefined) return undefined
    const client = { ...inferClient(written, context), secrets: [] }
    const complain = (member: string, message: string, nearest?: string) =>
      report.problem(member, message, nearest)
    requireSensibleClient(written, client, { known, complain })
    requireSigningKey(client, settings.signingAlgorithms, complain)
    return client
  }

  return {
    completeClient: (stated) => orInvalid((report) => check(stated, report)),
    requireSensibleClient(client) {
      const { secrets: _s, createdAt: _c, version: _v, ...stated } = client
      orInvalid((report) => check(stated, report))
    },
  }
}

/**
 * The configuration brings about the keys that its clients want; a client that comes later finds those that
 * are there.
 */
function requireSigningKey(
  { idTokenSignedResponseAlg: wanted }: Client,
  algorithms: readonly string[],
  complain: Complain,
): void {
  if (wanted !== undefined && !algorithms.includes(wanted))
    complain(
      'idTokenSignedResponseAlg',
      `must be one that this server has keys for: ${algorithms.join(', ')}`,
    )
}

/**
 * Who registers says how the client will authenticate; who does not, gets a secret. Nobody vouches for it
 * unless that is said.
 */
function withMadeSecret(stated: Partial<WrittenClient> & object): object {
  const hasKeys = stated.jwks !== undefined || stated.jwksUri !== undefined
  const method = stated.tokenEndpointAuthMethod ?? (hasKeys ? 'private_key_jwt' : 'client_secret_basic')
  const usesSecret = method.startsWith('client_secret')
  return {
    verified: false,
    ...stated,
    tokenEndpointAuthMethod: method,
    ...(usesSecret && { clientSecret: MADE_LATER }),
  }
}

function orInvalid(check: (report: Report) => Client | undefined): Client {
  const report = createReport()
  const client = check(report)
  try {
    report.requireNoProblems()
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause
    const problems = cause.problems.map(({ path, message }) => (path === '' ? message : `${path} ${message}`))
    throw new ManagementError('INVALID', problems.join('; '))
  }
  if (client === undefined) throw new ManagementError('INVALID', 'This is not a client')
  return client
}

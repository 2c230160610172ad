import { type ClientRegistration, ManagementError } from '../../management/management.ts'
import type { Client, StatedClient } from '../../protocol/clients/client.ts'
import { clientDefaults, registeredDefaults } from '../../protocol/clients/client-defaults.ts'
import { statedMembers } from '../../protocol/clients/client-metadata.ts'
import { identityScopes } from '../../protocol/scope/identity-scopes.ts'
import type { Settings } from '../../settings/settings.ts'
import { ConfigError } from '../config-error.ts'
import { readShape } from '../read-shape.ts'
import { createReport, type Report } from '../report.ts'
import { clientShape } from './client-shape.ts'
import { inferClient } from './infer-client.ts'
import { requireSensibleClient } from './require-sensible-client.ts'

/** A placeholder for the secret, which is generated after the check. */
const MADE_LATER = 'a-secret-that-is-made-when-all-is-well'

/** Applies the rules for configured clients to clients that are registered while the server runs. */
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
    signingAlgorithms: settings.signingAlgorithms,
  }
  const context = {
    identityScopes: identityScopes.map((scope) => scope.name),
    requirePkce: settings.requirePkce,
  }

  /** Checks what is stated, completed by `complete`. */
  function check(
    input: object,
    complete: (stated: StatedClient) => Client,
    report: Report,
  ): Client | undefined {
    const stated = readShape(clientShape, withMadeSecret(input), { path: '', report })
    if (stated === undefined) return undefined
    const client = complete(stated)
    const complain = (member: string, message: string, nearest?: string) =>
      report.problem(member, message, nearest)
    requireSensibleClient(stated, client, { known, complain })
    return client
  }

  const infer = (stated: StatedClient) => ({ ...inferClient(stated, context), secrets: [] })
  return {
    completeClient: (stated) => orInvalid((report) => check(withMethod(stated), infer, report)),
    // As it will be stored: nothing is inferred, or a client without a method would be checked with one.
    requireSensibleClient: (client) =>
      orInvalid((report) => check(statedPart(client), () => ({ ...clientDefaults, ...client }), report)),
  }
}

/** A registration states how the client will authenticate; one that does not gets a secret. */
function withMethod(stated: ClientRegistration): object {
  const hasKeys = stated.jwks !== undefined || stated.jwksUri !== undefined
  const tokenEndpointAuthMethod = hasKeys ? 'private_key_jwt' : 'client_secret'
  return { tokenEndpointAuthMethod, ...registeredDefaults, ...stated }
}

/** The method may be anything yet. */
function withMadeSecret(stated: { readonly tokenEndpointAuthMethod?: unknown }): object {
  const usesSecret = String(stated.tokenEndpointAuthMethod).startsWith('client_secret')
  return { ...stated, ...(usesSecret && { clientSecret: MADE_LATER }) }
}

/**
 * The members of a client that are stated. What else its row holds, from a newer version perhaps, is no
 * reason to refuse a change.
 */
function statedPart(client: Client): object {
  const isStated = ([name]: [string, unknown]) =>
    statedMembers.some(([known, { only }]) => known === name && only !== 'in the configuration')
  return Object.fromEntries(Object.entries(client).filter(isStated))
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

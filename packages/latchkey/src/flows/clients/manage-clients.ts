import {
  type ClientChange,
  type ClientManagement,
  type ClientRegistration,
  type ClientSummary,
  ManagementError,
} from '../../management/management.ts'
import { toListPage } from '../../management/to-list-page.ts'
import { randomId } from '../../ports/random.ts'
import { type Client, usesSecret } from '../../protocol/clients/client.ts'
import { applyClientChange, toStatement } from './apply-client-change.ts'
import {
  type ClientManagementParts,
  changeStoredClient,
  clientNotFound,
  reportClientEvent,
  requireNotConfigured,
} from './change-stored-client.ts'
import { createSecretManagement } from './manage-client-secrets.ts'
import { mintClientSecret } from './mint-client-secret.ts'
import { toClientSummary } from './to-client-summary.ts'

/**
 * Manages clients that are created while the server runs. Configured clients are listed too, but can be
 * changed only in the configuration.
 */
export function createClientManagement(parts: ClientManagementParts): ClientManagement {
  const { storage, configured } = parts
  return {
    create: (registration) => create(parts, registration),
    async find(clientId) {
      const known = configured.get(clientId)
      if (known) return toClientSummary(known, 'configuration')
      const stored = await storage.clients.find(clientId)
      return stored && toClientSummary(stored, 'storage')
    },
    async list(page = {}) {
      const stored = await storage.clients.list(toListPage(page))
      const fromStorage = stored.map((client) => toClientSummary(client, 'storage'))
      if (page.after !== undefined) return fromStorage
      const fromConfiguration = [...configured.values()].map((client) =>
        toClientSummary(client, 'configuration'),
      )
      return [...fromConfiguration, ...fromStorage]
    },
    update: (clientId, change) => update(parts, clientId, change),
    remove: (clientId) => remove(parts, clientId),
    ...createSecretManagement(parts),
  }
}

async function create(parts: ClientManagementParts, registration: ClientRegistration) {
  const stated = toStatement(registration)
  const clientId = stated.clientId === undefined ? randomId(parts.random) : stated.clientId
  if (parts.configured.has(clientId)) throw alreadyExists(clientId)
  const createdAt = parts.clock.now()
  const completed = parts.completeClient({ ...stated, clientId })
  const minted = usesSecret(completed)
    ? mintClientSecret(parts.random, { label: 'First secret', createdAt })
    : undefined
  const client: Client = {
    ...completed,
    secrets: minted ? [minted.secret] : [],
    registrationId: randomId(parts.random),
    createdAt,
    version: 1,
  }
  if ((await parts.storage.clients.create(client)) === 'taken') throw alreadyExists(clientId)
  reportClientEvent(parts, 'client.created', clientId)
  return { client: toClientSummary(client, 'storage'), ...(minted && { clientSecret: minted.clientSecret }) }
}

async function update(
  parts: ClientManagementParts,
  clientId: string,
  change: ClientChange,
): Promise<ClientSummary> {
  const changed = await changeStoredClient(parts, clientId, (client) => {
    const next = applyClientChange(client, change)
    parts.requireSensibleClient(next)
    return next
  })
  reportClientEvent(parts, 'client.updated', clientId)
  // The tokens of a disabled client stop working, because they look the client up; its grants are revoked in
  // case it is enabled again.
  if (change.disabled === true) await parts.storage.grants.revokeAll({ clientId }, parts.clock.now())
  return toClientSummary(changed, 'storage')
}

async function remove(parts: ClientManagementParts, clientId: string): Promise<void> {
  requireNotConfigured(parts, clientId)
  const outcome = await parts.storage.clients.remove(clientId)
  parts.clients.forget(clientId)
  // Even if the row is gone: an earlier call may have failed between the steps.
  const revoked = await parts.storage.grants.revokeAll({ clientId }, parts.clock.now())
  const forgotten = await parts.storage.consents.forgetAll({ clientId })
  if (outcome === 'unknown') throw clientNotFound(clientId)
  const detail = { grantsRevoked: revoked, consentsForgotten: forgotten }
  parts.events.report({ name: 'client.deleted', outcome: 'success', clientId, detail })
}

function alreadyExists(clientId: string): ManagementError {
  return new ManagementError('ALREADY_EXISTS', `There is a client with the id ${clientId} already`)
}

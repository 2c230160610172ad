import {
  type ClientChange,
  type ClientManagement,
  type ClientRegistration,
  type ClientSummary,
  ManagementError,
} from '../../management/management.ts'
import { toListPage } from '../../management/to-list-page.ts'
import type { ReportedEvent } from '../../ports/events.ts'
import { randomId } from '../../ports/random.ts'
import { type Client, isPublicClient, maxClientSecrets } from '../../protocol/clients/client.ts'
import type { Parts } from '../parts.ts'
import { applyClientChange, requireObject, toStatement } from './apply-client-change.ts'
import { mintClientSecret } from './mint-client-secret.ts'

const MAX_LABEL_CHARACTERS = 100

export interface ClientManagementParts
  extends Pick<Parts, 'storage' | 'clients' | 'clock' | 'random' | 'events'> {
  readonly configured: ReadonlyMap<string, Client>
  /**
   * Completes and checks a registration, by the rules of the configuration.
   * @throws ManagementError `INVALID`.
   */
  readonly completeClient: (stated: ClientRegistration & { readonly clientId: string }) => Client
  /** Checks a client after a change. @throws ManagementError `INVALID`. */
  readonly requireSensibleClient: (client: Client) => void
}

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
      if (known) return toSummary(known, 'configuration')
      const stored = await storage.clients.find(clientId)
      return stored && toSummary(stored, 'storage')
    },
    async list(page = {}) {
      const stored = await storage.clients.list(toListPage(page))
      const fromStorage = stored.map((client) => toSummary(client, 'storage'))
      if (page.after !== undefined) return fromStorage
      return [...[...configured.values()].map((client) => toSummary(client, 'configuration')), ...fromStorage]
    },
    update: (clientId, change) => update(parts, clientId, change),
    remove: (clientId) => remove(parts, clientId),
    addSecret: (clientId, options = {}) => addSecret(parts, clientId, options),
    revokeSecret: (clientId, secretId) => revokeSecret(parts, clientId, secretId),
  }
}

async function create(parts: ClientManagementParts, registration: ClientRegistration) {
  const stated = toStatement(registration)
  const clientId = stated.clientId === undefined ? randomId(parts.random) : stated.clientId
  if (parts.configured.has(clientId)) throw alreadyExists(clientId)
  const createdAt = parts.clock.now()
  const completed = parts.completeClient({ ...stated, clientId })
  const usesSecret = completed.tokenEndpointAuthMethod.startsWith('client_secret')
  const minted = usesSecret ? mintClientSecret(parts.random, { label: 'First secret', createdAt }) : undefined
  const client: Client = {
    ...completed,
    secrets: minted ? [minted.secret] : [],
    registrationId: randomId(parts.random),
    createdAt,
    version: 1,
  }
  if ((await parts.storage.clients.create(client)) === 'taken') throw alreadyExists(clientId)
  report(parts, 'client.created', clientId)
  return { client: toSummary(client, 'storage'), ...(minted && { clientSecret: minted.clientSecret }) }
}

async function update(
  parts: ClientManagementParts,
  clientId: string,
  change: ClientChange,
): Promise<ClientSummary> {
  const changed = await changeClient(parts, clientId, (client) => {
    const next = applyClientChange(client, change)
    parts.requireSensibleClient(next)
    return next
  })
  report(parts, 'client.updated', clientId)
  // The tokens of a disabled client stop working, because they look the client up; its grants are revoked in
  // case it is enabled again.
  if (change.disabled === true) await parts.storage.grants.revokeAll({ clientId }, parts.clock.now())
  return toSummary(changed, 'storage')
}

async function remove(parts: ClientManagementParts, clientId: string): Promise<void> {
  requireNotConfigured(parts, clientId)
  const outcome = await parts.storage.clients.remove(clientId)
  parts.clients.forget(clientId)
  // Even if the row is gone: an earlier call may have failed between the steps.
  const revoked = await parts.storage.grants.revokeAll({ clientId }, parts.clock.now())
  const forgotten = await parts.storage.consents.forgetAll({ clientId })
  if (outcome === 'unknown') throw notFound(clientId)
  const detail = { grantsRevoked: revoked, consentsForgotten: forgotten }
  parts.events.report({ name: 'client.deleted', outcome: 'success', clientId, detail })
}

async function addSecret(
  parts: ClientManagementParts,
  clientId: string,
  options: { readonly label?: string; readonly expiresAt?: number },
) {
  requireObject(options, 'The options of a secret')
  const createdAt = parts.clock.now()
  const { label = 'Secret', expiresAt } = options
  if (typeof label !== 'string' || label.length > MAX_LABEL_CHARACTERS)
    throw invalid(`label must be a text of at most ${MAX_LABEL_CHARACTERS} characters`)
  if (expiresAt !== undefined && !(Number.isSafeInteger(expiresAt) && expiresAt > createdAt))
    throw invalid('expiresAt must be in the future, in epoch seconds')
  const minted = mintClientSecret(parts.random, {
    label,
    createdAt,
    ...(expiresAt !== undefined && { expiresAt }),
  })
  await changeClient(parts, clientId, (client) => {
    if (isPublicClient(client) || client.tokenEndpointAuthMethod === 'private_key_jwt') {
      throw invalid(
        `This client authenticates by ${client.tokenEndpointAuthMethod} and has no use for a secret`,
      )
    }
    if (client.secrets.length >= maxClientSecrets) {
      throw new ManagementError(
        'TOO_MANY',
        `A client has at most ${maxClientSecrets} secrets: revoke one first`,
      )
    }
    return { ...client, secrets: [...client.secrets, minted.secret] }
  })
  report(parts, 'client.secret_added', clientId)
  const { secretHash: _, ...secret } = minted.secret
  return { secret, clientSecret: minted.clientSecret }
}

async function revokeSecret(parts: ClientManagementParts, clientId: string, secretId: string): Promise<void> {
  await changeClient(parts, clientId, (client) => {
    const kept = client.secrets.filter((secret) => secret.id !== secretId)
    if (kept.length === client.secrets.length) {
      throw new ManagementError('NOT_FOUND', `The client ${clientId} has no secret ${secretId}`)
    }
    return { ...client, secrets: kept }
  })
  report(parts, 'client.secret_revoked', clientId)
}

/** Changes the stored client, and retries once if somebody else has changed it in the meantime. */
async function changeClient(
  parts: ClientManagementParts,
  clientId: string,
  change: (client: Client) => Client,
): Promise<Client> {
  requireNotConfigured(parts, clientId)
  for (let attempt = 0; attempt < 2; attempt++) {
    const client = await parts.storage.clients.find(clientId)
    if (client === undefined) throw notFound(clientId)
    const next = { ...change(client), version: client.version + 1 }
    const outcome = await parts.storage.clients.update(next)
    parts.clients.forget(clientId)
    if (outcome === 'updated') return next
    if (outcome === 'unknown') throw notFound(clientId)
  }
  throw new ManagementError(
    'CHANGED_MEANWHILE',
    `The client ${clientId} was changed meanwhile: look again, and try again`,
  )
}

function requireNotConfigured({ configured }: ClientManagementParts, clientId: string): void {
  if (configured.has(clientId)) {
    throw new ManagementError(
      'IN_CONFIGURATION',
      `The client ${clientId} comes from the configuration: change it there`,
    )
  }
}

function toSummary(client: Client, source: ClientSummary['source']): ClientSummary {
  const secrets = client.secrets.map(({ secretHash: _, ...secret }) => secret)
  return { ...client, secrets, source }
}

function report({ events }: Pick<Parts, 'events'>, name: ReportedEvent['name'], clientId: string): void {
  events.report({ name, outcome: 'success', clientId })
}

function invalid(message: string): ManagementError {
  return new ManagementError('INVALID', message)
}

function alreadyExists(clientId: string): ManagementError {
  return new ManagementError('ALREADY_EXISTS', `There is a client with the id ${clientId} already`)
}

function notFound(clientId: string): ManagementError {
  return new ManagementError('NOT_FOUND', `There is no client with the id ${clientId}`)
}

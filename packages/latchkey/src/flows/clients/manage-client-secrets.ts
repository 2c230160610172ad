import { type ClientManagement, ManagementError, type NewSecret } from '../../management/management.ts'
import { requireMembers } from '../../management/require-members.ts'
import {
  type Client,
  type ClientSecret,
  maxClientSecrets,
  usesSecret,
} from '../../protocol/clients/client.ts'
import { faultOfClientSecret } from '../../protocol/clients/fault-of-client-secret.ts'
import { hasControlCharacters } from '../../protocol/has-control-characters.ts'
import { type ClientManagementParts, changeStoredClient, reportClientEvent } from './change-stored-client.ts'
import { mintClientSecret, toStoredSecret } from './mint-client-secret.ts'
import { toSecretSummary } from './to-client-summary.ts'

const MAX_LABEL_CHARACTERS = 100

const newSecretMembers: Readonly<Record<keyof NewSecret, true>> = {
  label: true,
  expiresAt: true,
  secret: true,
}

/** The management of the secrets of stored clients. */
export function createSecretManagement(
  parts: ClientManagementParts,
): Pick<ClientManagement, 'addSecret' | 'revokeSecret'> {
  return {
    addSecret: ((clientId: string, options: NewSecret = {}) =>
      addSecret(parts, clientId, options)) as ClientManagement['addSecret'],
    revokeSecret: (clientId, secretId) => revokeSecret(parts, clientId, secretId),
  }
}

async function addSecret(parts: ClientManagementParts, clientId: string, options: NewSecret) {
  // A secret that is undefined is not one to be made, and it may not last for ever because a time is missing.
  requireMembers(options, { what: 'The options of a secret', known: newSecretMembers })
  const { secret, clientSecret } = toNewSecret(parts, options)
  await changeStoredClient(parts, clientId, (client) => {
    requireRoomFor(client, secret)
    return { ...client, secrets: [...client.secrets, secret] }
  })
  reportClientEvent(parts, 'client.secret_added', clientId)
  return { secret: toSecretSummary(secret), ...(clientSecret !== undefined && { clientSecret }) }
}

/** A new secret, with its text if it was made here; one that was given is known to the caller. */
function toNewSecret(
  { random, clock }: ClientManagementParts,
  { label = 'Secret', expiresAt, secret }: NewSecret,
): { readonly secret: ClientSecret; readonly clientSecret?: string } {
  const createdAt = clock.now()
  if (typeof label !== 'string' || label.length > MAX_LABEL_CHARACTERS || hasControlCharacters(label))
    throw invalid(
      `label must be a text of at most ${MAX_LABEL_CHARACTERS} characters, none of them a control character`,
    )
  if (expiresAt !== undefined && !(Number.isSafeInteger(expiresAt) && expiresAt > createdAt))
    throw invalid('expiresAt must be in the future, in epoch seconds')
  const about = { label, createdAt, ...(expiresAt !== undefined && { expiresAt }) }
  if (secret === undefined) return mintClientSecret(random, about)
  if (typeof secret !== 'string') throw invalid('secret must be a text')
  const fault = faultOfClientSecret(secret)
  if (fault !== undefined) throw invalid(`secret ${fault}`)
  return { secret: toStoredSecret(secret, { random, about }) }
}

function requireRoomFor(client: Client, { secretHash }: ClientSecret): void {
  if (!usesSecret(client)) {
    throw invalid(
      `This client authenticates by ${client.tokenEndpointAuthMethod} and has no use for a secret`,
    )
  }
  const same = client.secrets.find((each) => each.secretHash === secretHash)
  // Revoking one of two that are the same would revoke nothing.
  if (same !== undefined)
    throw new ManagementError('ALREADY_EXISTS', `The client has this secret already: its id is ${same.id}`)
  if (client.secrets.length >= maxClientSecrets) {
    throw new ManagementError(
      'TOO_MANY',
      `A client has at most ${maxClientSecrets} secrets: revoke one first`,
    )
  }
}

async function revokeSecret(parts: ClientManagementParts, clientId: string, secretId: string): Promise<void> {
  await changeStoredClient(parts, clientId, (client) => {
    const kept = client.secrets.filter((secret) => secret.id !== secretId)
    if (kept.length === client.secrets.length) {
      throw new ManagementError('NOT_FOUND', `The client ${clientId} has no secret ${secretId}`)
    }
    return { ...client, secrets: kept }
  })
  reportClientEvent(parts, 'client.secret_revoked', clientId)
}

function invalid(message: string): ManagementError {
  return new ManagementError('INVALID', message)
}

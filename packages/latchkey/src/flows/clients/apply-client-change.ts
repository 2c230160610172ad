import { nearestName } from 'latchkey-connect/internal'
import { type ClientChange, type ClientRegistration, ManagementError } from '../../management/management.ts'
import { requirePlainObject } from '../../management/require-members.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { clientMembers, statedMembers } from '../../protocol/clients/client-metadata.ts'

/** Members that cannot be changed: the server's own, and those that can be stated in one place only. */
const fixedMembers: readonly string[] = clientMembers
  .filter(([, member]) => member.setBy.length === 0 || 'only' in member)
  .map(([name]) => name)

/** Members that a client can be without. */
const removableMembers: readonly string[] = clientMembers
  .filter(([name, member]) => 'absent' in member && !fixedMembers.includes(name))
  .map(([name]) => name)

/** Members without which a client would be trusted more, or could do more. */
const announcedMembers: readonly string[] = statedMembers
  .filter(([, { withoutIt }]) => withoutIt !== undefined)
  .map(([name]) => name)

const secretsOfTheirOwn = 'addSecret adds one, also one that exists already, and revokeSecret takes one away'

/**
 * The client with what a change states, without what it sets to `null`.
 * @throws ManagementError `INVALID` for what callers without types may get wrong.
 */
export function applyClientChange(client: Client, change: ClientChange): Client {
  requirePlainObject(change, 'A change')
  for (const [name, value] of Object.entries(change)) requireChangeable(name, value)
  const isKept = ([name, value]: [string, unknown]) => value !== null || !removableMembers.includes(name)
  return Object.fromEntries(Object.entries({ ...client, ...change }).filter(isKept)) as unknown as Client
}

function requireChangeable(name: string, value: unknown): void {
  if (name === 'clientSecret' || name === 'secrets')
    throw invalid(`${name} cannot be changed: ${secretsOfTheirOwn}`)
  if (fixedMembers.includes(name)) throw invalid(`${name} cannot be changed`)
  if (!statedMembers.some(([known]) => known === name)) throw unknownMember(name)
  const isRemovable = removableMembers.includes(name)
  // It could mean "as it is" or "no longer", and disabling a client must not turn into doing nothing.
  if (value === undefined) {
    const orRemove = isRemovable ? ', or write null to remove it' : ''
    throw invalid(`${name} is undefined: leave it out to keep its value${orRemove}`)
  }
  if (value === null && !isRemovable)
    throw invalid(`${name} cannot be null: write its new value, or leave it out`)
}

function unknownMember(name: string): ManagementError {
  const known = statedMembers.map(([each]) => each).filter((each) => !fixedMembers.includes(each))
  const nearest = nearestName(name, known)
  return invalid(
    `A client has no member ${name}${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`,
  )
}

/**
 * What a registration states, without the members that are `undefined`.
 * @throws ManagementError `INVALID`.
 */
export function toStatement(registration: ClientRegistration): ClientRegistration {
  requirePlainObject(registration, 'A registration')
  if ('clientSecret' in registration)
    throw invalid(
      `clientSecret cannot be chosen: leave it out, and the answer has the secret that was made; ${secretsOfTheirOwn}`,
    )
  for (const [name, value] of Object.entries(registration)) {
    if (value === undefined && announcedMembers.includes(name))
      throw invalid(`${name} is undefined: write its value, or leave it out`)
  }
  const stated = Object.entries(registration).filter(([, value]) => value !== undefined)
  return Object.fromEntries(stated) as unknown as ClientRegistration
}

function invalid(message: string): ManagementError {
  return new ManagementError('INVALID', message)
}

import { type ClientChange, type ClientRegistration, ManagementError } from '../../management/management.ts'
import type { Client } from '../../protocol/clients/client.ts'
import { clientMembers } from '../../protocol/clients/client-metadata.ts'

/** Members that cannot be changed: the server's own, and those that can be stated in one place only. */
const fixedMembers: readonly string[] = clientMembers
  .filter(([, member]) => member.setBy.length === 0 || 'only' in member)
  .map(([name]) => name)

/** Members that a client can be without. */
const removableMembers: readonly string[] = clientMembers
  .filter(([name, member]) => 'absent' in member && !fixedMembers.includes(name))
  .map(([name]) => name)

/**
 * The client with what a change states, without what it sets to `null`.
 * @throws ManagementError `INVALID` for what callers without types may get wrong.
 */
export function applyClientChange(client: Client, change: ClientChange): Client {
  requireObject(change, 'A change')
  for (const [name, value] of Object.entries(change)) requireChangeable(name, value)
  const isKept = ([name, value]: [string, unknown]) => value !== null || !removableMembers.includes(name)
  return Object.fromEntries(Object.entries({ ...client, ...change }).filter(isKept)) as unknown as Client
}

function requireChangeable(name: string, value: unknown): void {
  if (fixedMembers.includes(name)) throw invalid(`${name} cannot be changed`)
  const isRemovable = removableMembers.includes(name)
  // It could mean "as it is" or "no longer", and disabling a client must not turn into doing nothing.
  if (value === undefined) {
    const orRemove = isRemovable ? ', or write null to remove it' : ''
    throw invalid(`${name} is undefined: leave it out to keep its value${orRemove}`)
  }
  if (value === null && !isRemovable)
    throw invalid(`${name} cannot be null: write its new value, or leave it out`)
}

/**
 * What a registration states, without the members that are `undefined`.
 * @throws ManagementError `INVALID`.
 */
export function toStatement(registration: ClientRegistration): ClientRegistration {
  requireObject(registration, 'A registration')
  if ('clientSecret' in registration && registration.clientSecret !== undefined)
    throw invalid('clientSecret cannot be chosen: leave it out, and the answer has the secret that was made')
  const stated = Object.entries(registration).filter(([, value]) => value !== undefined)
  return Object.fromEntries(stated) as unknown as ClientRegistration
}

/** @throws ManagementError `INVALID`, also for an instance of a class: its getters would be overlooked. */
export function requireObject(value: unknown, what: string): void {
  const prototype: unknown =
    typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined
  if (prototype !== Object.prototype && prototype !== null) throw invalid(`${what} must be a plain object`)
}

function invalid(message: string): ManagementError {
  return new ManagementError('INVALID', message)
}

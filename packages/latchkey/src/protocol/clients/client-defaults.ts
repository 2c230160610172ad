import type { Client, DefaultedMember } from './client.ts'
import { clientMembers } from './client-metadata.ts'

/** The defaults of configured clients. */
export const clientDefaults = collect('default') as Pick<Client, DefaultedMember>

/** The defaults of clients that are registered while the server runs, where they differ. */
export const registeredDefaults = collect('registeredDefault')

function collect(column: string): object {
  const stated = clientMembers.filter(([, member]) => Object.hasOwn(member, column))
  return Object.fromEntries(stated.map(([name, member]) => [name, Reflect.get(member, column)]))
}

import type { Client, DefaultedMember } from './client.ts'
import { clientMembers } from './client-metadata.ts'

/** What a client of the configuration has that says nothing else. */
export const clientDefaults = collect('default') as Pick<Client, DefaultedMember>

/** What a client that is registered while the server runs has instead. */
export const registeredDefaults = collect('registeredDefault')

function collect(column: string): object {
  const stated = clientMembers.filter(([, member]) => Object.hasOwn(member, column))
  return Object.fromEntries(stated.map(([name, member]) => [name, Reflect.get(member, column)]))
}

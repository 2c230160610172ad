import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { namePublicClients } from '../name-public-clients.ts'
import { type Check, ok } from './check.ts'

/** Which clients of the configuration need no secret: only who wrote it knows whether they should. */
export function checkClients({ parsed }: LoadedConfiguration): Check {
  return ok('clients', namePublicClients(parsed))
}

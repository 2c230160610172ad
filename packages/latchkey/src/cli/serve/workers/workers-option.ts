import { availableParallelism } from 'node:os'
import { InvalidArgumentError } from 'commander'
import type { LoadedConfiguration } from '../../../config/load-configuration.ts'
import { isForgetful } from '../../../config/parse-storage.ts'
import { CommandError } from '../../terminal/command-error.ts'

const maxWorkers = 256

/** Parses the number of processes that `--workers` asks for. */
export function toWorkers(value: string): number {
  if (value === 'auto') return availableParallelism()
  const count = /^[1-9]\d{0,2}$/.test(value) ? Number(value) : Number.POSITIVE_INFINITY
  if (count <= maxWorkers) return count
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${maxWorkers}, or "auto".`)
}

/** Workers share nothing but the database, so it must be one that several processes can use. */
export function requireSharedStorage({ parsed: { storage } }: LoadedConfiguration): void {
  if (!isForgetful(storage)) return
  throw new CommandError(
    'configuration',
    `storage is "${storage}", which each worker would have for itself: a code from one would be unknown to the next. Use sqlite:FILE or postgres://…, or leave out --workers.`,
  )
}

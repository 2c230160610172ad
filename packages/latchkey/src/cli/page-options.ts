import { type Command, InvalidArgumentError } from 'commander'
import type { SharedOptions } from './leaf-command.ts'

export interface PageOptions extends SharedOptions {
  readonly limit: number
  readonly after?: string
}

/** Adds the options of a list that may be long. */
export function addPageOptions(command: Command, key: string): Command {
  return command
    .option('--limit <number>', 'at most so many, up to 500', toPositiveInteger, 100)
    .option('--after <id>', `continue behind this ${key}`)
}

export function toListPage({ limit, after }: PageOptions): { limit: number; after?: string } {
  return { limit, ...(after !== undefined && { after }) }
}

/** For options that take a whole number of 1 or more. */
export function toPositiveInteger(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number of 1 or more.')
  return Number(value)
}

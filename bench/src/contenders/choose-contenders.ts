import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Options } from '../options.ts'
import type { Contender } from './contender.ts'
import { loadContender } from './load-contender.ts'

/** The order of the report. */
const ORDER = [
  'latchkey-sqlite',
  'latchkey-postgres',
  'oidc-provider',
  'oauth2-server',
  'better-auth',
  'limit',
  'limit-off-loop',
] as const

/** The contenders that take part: all, or those that were named, and the server that is reached by URL. */
export async function chooseContenders({ kind, only, remote }: Options): Promise<readonly Contender[]> {
  const unknown = only.filter((name) => !ORDER.some((known) => known === name))
  if (unknown.length > 0) {
    throw new Error(`No such contender: ${unknown.join(', ')}. There are: ${ORDER.join(', ')}`)
  }
  const chosen = ORDER.filter((name) => only.length === 0 || only.includes(name))
  const able = kind === 'growth' ? chosen.filter((name) => name.startsWith('latchkey')) : chosen
  if (remote === undefined) return Promise.all(able.filter(isThere).map(loadContender))
  process.env.BENCH_REMOTE = JSON.stringify(remote)
  return Promise.all([...able.filter(isThere), 'by-url'].map(loadContender))
}

function isThere(name: string): boolean {
  return existsSync(join(import.meta.dirname, name, 'contender.ts'))
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Contender } from './contenders/contender.ts'

/** Gives every contender a fresh database of its own. */
export interface Databases {
  /** The URL of a fresh database, as the contender's server reads it. */
  create(contender: Contender): Promise<string>
  close(): Promise<void>
}

export async function openDatabases(): Promise<Databases> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  return {
    async create({ name, database }) {
      if (database === 'none') return 'none:'
      if (database === 'sqlite') return `sqlite:${join(folder, `${name}.db`)}`
      throw new Error('PostgreSQL is not there yet')
    },
    async close() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

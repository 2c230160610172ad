import type { Contender } from '../contender.ts'
import { latchkeyWorkloads } from '../latchkey/workloads.ts'

export const contender: Contender = {
  name: 'latchkey-sqlite',
  title: 'Latchkey, SQLite',
  database: 'sqlite',
  notes: ['Durable commits: each waits for the disk, and requests that arrive together share one.'],
  workloads: latchkeyWorkloads,
  leftOut: {},
}

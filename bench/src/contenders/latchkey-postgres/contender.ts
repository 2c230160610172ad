import type { Contender } from '../contender.ts'
import { latchkeyWorkloads } from '../latchkey/workloads.ts'

export const contender: Contender = {
  name: 'latchkey-postgres',
  title: 'Latchkey, PostgreSQL',
  database: 'postgres',
  notes: [],
  workloads: latchkeyWorkloads,
  leftOut: {},
}

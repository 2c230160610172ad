import type { Contender } from '../contender.ts'
import { limitWorkloads } from '../limit/contender.ts'

const { client_credentials_es256, client_credentials_rs256, code_flow, refresh } = limitWorkloads

/** Differs from `limit` only in the workloads that sign something. */
export const contender: Contender = {
  name: 'limit-off-loop',
  title: 'The limit, signing off the event loop',
  database: 'postgres',
  notes: [],
  workloads: { client_credentials_es256, client_credentials_rs256, code_flow, refresh },
  leftOut: {},
}

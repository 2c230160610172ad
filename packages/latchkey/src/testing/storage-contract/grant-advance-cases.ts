import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import type { Storage } from '../../ports/storage.ts'
import { decideGrantAdvance } from '../../protocol/token/decide-grant-advance.ts'
import type { StorageContractCase } from './contract-case.ts'
import { type GrantAdvanceState, grantAdvanceStates } from './grant-advance-states.ts'

/** By how the grant's generation compares to the token's. */
const groups: Readonly<Record<string, (state: GrantAdvanceState) => boolean>> = {
  'of no grant': ({ grant }) => grant === undefined,
  'of the current generation': ({ grant, step }) => grant?.generation === step.from,
  'of the generation before': ({ grant, step }) => grant?.generation === step.from + 1,
  'of an older generation': ({ grant, step }) => grant?.generation === step.from + 2,
  'of a generation that is yet to come': ({ grant, step }) => grant?.generation === step.from - 1,
}

export const grantAdvanceCases: readonly StorageContractCase[] = Object.entries(groups).map(
  ([group, isOfGroup]) => ({
    name: `grants: a refresh token ${group}, in every state of the grant, comes to what the rule says, and so does the row (RFC 9700 §4.14.2)`,
    run: (storage) => compareWithRule(storage, grantAdvanceStates.filter(isOfGroup)),
  }),
)

/** Takes all steps at once, each on its own grant. */
async function compareWithRule(storage: Storage, states: readonly GrantAdvanceState[]): Promise<void> {
  const stored = states.map(({ grant }) => grant).filter((grant) => grant !== undefined)
  strictEqual(await storage.importRecords('grants', stored), 'imported')
  const outcomes = await Promise.all(states.map(({ step }) => storage.grants.advance(step)))
  const rows = await Promise.all(states.map(({ step }) => storage.grants.find(step.id)))
  for (const [index, { grant, step }] of states.entries()) {
    const { outcome, change } = decideGrantAdvance(grant, step)
    const expected = { outcome, grant: grant && { ...grant, ...change } }
    const state = JSON.stringify({ grant, step })
    deepStrictEqual({ outcome: outcomes[index], grant: rows[index] }, expected, state)
  }
}

import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import type { Grant } from '../../protocol/grant.ts'
import { decideCodeRedemption } from '../../protocol/token/decide-code-redemption.ts'
import type { StorageContractCase } from './contract-case.ts'
import { grantWith } from './examples.ts'

const NOW = 2000

/** No grant, a live one, one revoked earlier, an idle one, one past its absolute end, and a rotated one. */
const known: readonly (Partial<Grant> | undefined)[] = [
  undefined,
  { expiresAt: NOW + 1, absoluteExpiresAt: NOW + 1 },
  { revokedAt: NOW - 5 },
  { expiresAt: NOW },
  { expiresAt: NOW, absoluteExpiresAt: NOW },
  { generation: 3, rotatedAt: NOW - 1 },
]
/** A redemption, and a code being invalidated. */
const presented: readonly Partial<Grant>[] = [{ createdAt: NOW }, { createdAt: NOW, revokedAt: NOW }]

const states = known.flatMap((row) => presented.map((grant) => ({ row, grant })))

export const codeRedemptionCases: readonly StorageContractCase[] = [
  {
    name: 'grants: a code, redeemed or made worthless, comes to what the rule says in every state of its grant, and so does the row (OAuth 2.1 §4.1.3)',
    async run(storage) {
      for (const [index, { row, grant }] of states.entries()) {
        const id = `grant-${index}`
        const before = row && grantWith({ id, ...row })
        const redeemed = grantWith({ id, clientId: 'another', ...grant })
        if (before !== undefined) strictEqual(await storage.importRecords('grants', [before]), 'imported')
        const decision = decideCodeRedemption(before, redeemed)
        const state = JSON.stringify({ row, grant })
        strictEqual(await storage.grants.open(redeemed), decision.outcome, state)
        const change = decision.outcome === 'replayed' ? decision.change : undefined
        deepStrictEqual(await storage.grants.find(id), before ? { ...before, ...change } : redeemed, state)
      }
    },
  },
]

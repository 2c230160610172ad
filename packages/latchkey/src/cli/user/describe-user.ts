import type { Account } from '../../index.ts'
import { toLines } from '../terminal/answer.ts'

/** Describes an account for people. */
export function describeUser(account: Account): string {
  return toLines([
    ['Username', account.username],
    ['ID (sub)', account.id],
    ['State', account.disabled ? 'disabled' : 'active'],
    ...Object.entries(account.claims).map(([claim, value]) => [claim, toText(value)] as const),
  ])
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

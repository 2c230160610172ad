import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decideGrantAdvance } from '../../../src/protocol/token/decide-grant-advance.ts'
import { grantWith } from '../../../src/testing/storage-contract/examples.ts'
import {
  type GrantAdvanceState,
  grantAdvanceStates,
} from '../../../src/testing/storage-contract/grant-advance-states.ts'

/** What the words of the table in docs/reference/refresh-rotation.md mean, column by column. */
const conditions: readonly Readonly<Record<string, (state: GrantAdvanceState) => boolean>>[] = [
  {
    'unknown or expired': isOver,
    revoked: (state) => !isOver(state) && state.grant?.revokedAt !== undefined,
    active: (state) => !isOver(state) && state.grant?.revokedAt === undefined,
  },
  {
    any: () => true,
    "the token's": (state) => generationsSince(state) === 0,
    "the one after the token's": (state) => generationsSince(state) === 1,
    'any other': (state) => ![0, 1].includes(generationsSince(state)),
  },
  {
    'either way': () => true,
    yes: ({ step }) => step.to === step.from + 1,
    no: ({ step }) => step.to === step.from,
  },
  {
    'at any time': () => true,
    'within the grace time': isWithinGrace,
    'after the grace time': (state) => !isWithinGrace(state),
  },
]

const changes: Readonly<Record<string, (state: GrantAdvanceState) => object>> = {
  unchanged: () => ({}),
  'lives longer': (state) => ({ expiresAt: newEnd(state) }),
  'next generation': ({ step }) => ({ generation: step.from + 1 }),
  'rotated now': ({ step }) => ({ rotatedAt: step.now }),
  'revoked now': ({ step }) => ({ revokedAt: step.now }),
}

function isOver({ grant, step }: GrantAdvanceState): boolean {
  return grant === undefined || grant.expiresAt <= step.now
}

function generationsSince({ grant, step }: GrantAdvanceState): number {
  return grant === undefined ? Number.NaN : grant.generation - step.from
}

function isWithinGrace({ grant, step }: GrantAdvanceState): boolean {
  if (grant === undefined) return false
  const seconds = step.now - grant.rotatedAt
  return seconds >= -60 && Math.max(0, seconds) < step.graceSeconds
}

function newEnd({ grant, step }: GrantAdvanceState): number {
  return grant === undefined ? Number.NaN : Math.min(grant.absoluteExpiresAt, step.expiresAt)
}

interface Row {
  readonly cells: readonly string[]
  readonly outcome: string
  readonly change: string
}

function readTable(): readonly Row[] {
  const path = resolve(import.meta.dirname, '../../../../../docs/reference/refresh-rotation.md')
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | '))
    .map(([first = '', second = '', third = '', fourth = '', outcome = '', change = '']) => ({
      cells: [first, second, third, fourth],
      outcome: outcome.replaceAll('`', ''),
      change,
    }))
}

function appliesTo(row: Row, state: GrantAdvanceState): boolean {
  return row.cells.every((cell, column) => {
    return meaningOf(cell, conditions[column] ?? {})(state)
  })
}

function meaningOf<Meaning>(words: string, meanings: Readonly<Record<string, Meaning>>): Meaning {
  const meaning = meanings[words]
  if (meaning === undefined) throw new Error(`The table says "${words}", which means nothing`)
  return meaning
}

describe('the rule of refresh tokens', () => {
  const table = readTable()

  test('is what the reference says: in every state one row of its table applies, with its outcome and change', () => {
    for (const state of grantAdvanceStates) {
      const rows = table.filter((row) => appliesTo(row, state))
      const expected = rows.map(({ outcome, change }) => ({
        outcome,
        grant: Object.assign(
          { ...state.grant },
          ...change.split(', ').map((words) => meaningOf(words, changes)(state)),
        ),
      }))
      const { outcome, change } = decideGrantAdvance(state.grant, state.step)
      const decided = [{ outcome, grant: { ...state.grant, ...change } }]
      expect(decided, JSON.stringify(state)).toEqual(expected)
    }
  })

  test('needs every row of it', () => {
    const unused = table.filter((row) => !grantAdvanceStates.some((state) => appliesTo(row, state)))
    expect(table).toHaveLength(8)
    expect(unused).toEqual([])
  })

  test('takes a predecessor for a retry until the last second of the grace time, and for a replay at its end (RFC 9700 §4.14.2)', () => {
    const grant = grantWith({ generation: 1, rotatedAt: 100 })
    const step = { id: 'grant-1', from: 0, to: 1, graceSeconds: 10, expiresAt: 300 }
    expect(decideGrantAdvance(grant, { ...step, now: 109 })).toEqual({ outcome: 'within_grace' })
    expect(decideGrantAdvance(grant, { ...step, now: 110 })).toEqual({
      outcome: 'replayed',
      change: { revokedAt: 110 },
    })
  })
})

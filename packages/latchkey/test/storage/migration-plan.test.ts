import { describe, expect, test } from 'vitest'
import { checksumOf, decidePending, type Migration } from '../../src/storage/migration-plan.ts'

const first: Migration = { version: 1, title: 'create', sql: 'CREATE TABLE a', worksFrom: 1 }
const second: Migration = { version: 2, title: 'add a column', sql: 'ALTER TABLE a ADD b', worksFrom: 1 }
const third: Migration = { version: 3, title: 'drop a column', sql: 'ALTER TABLE a DROP c', worksFrom: 2 }

/** The row that a database keeps of a step. */
function applied(migration: Migration) {
  const { version, title, worksFrom } = migration
  return { version, title, checksum: checksumOf(migration), works_from: worksFrom }
}

const versionsOf = (steps: readonly Migration[]) => steps.map(({ version }) => version)

describe('the plan of migrations', () => {
  test('is every step that the database lacks, in order', () => {
    expect(versionsOf(decidePending([first, second, third], []))).toEqual([1, 2, 3])
    expect(versionsOf(decidePending([first, second, third], [applied(first)]))).toEqual([2, 3])
    expect(decidePending([first], [applied(first)])).toEqual([])
  })

  test('lets an old node start beside a newer one whose steps only add (expand, then contract)', () => {
    expect(decidePending([first], [applied(first), applied(second)])).toEqual([])
    expect(decidePending([first, second], [first, second, third].map(applied))).toEqual([])
  })

  test('refuses a node that is too old for one of the steps', () => {
    expect(() => decidePending([first], [first, second, third].map(applied))).toThrow(
      'newer than this version of Latchkey: it has migration 3 ("drop a column")',
    )
  })

  test('takes a step that does not say what works with it for one that nothing older does', () => {
    const silent = { version: 2, title: 'once', checksum: 'x' }
    expect(() => decidePending([first], [applied(first), silent])).toThrow('migration 2 ("once")')
    expect(() => decidePending([first], [applied(first), { ...silent, works_from: null }])).toThrow('"once"')
  })

  test('refuses a step that was edited after it was applied', () => {
    const edited = { ...first, sql: 'CREATE TABLE b' }
    expect(() => decidePending([edited], [applied(first)])).toThrow('must not be edited')
  })
})

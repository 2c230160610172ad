import { expect, test } from 'vitest'
import { seedAccounts } from '../../src/accounts/seed-accounts.ts'
import { createAccountSetup } from './account-setup.ts'

const USERS = [
  { id: '1', username: 'alice', password: 'pw' },
  { username: 'bob', password: 'pw' },
]

test('the configured accounts are made at the first start, and cost nothing at the next', async () => {
  const { management, counts } = createAccountSetup()
  expect((await seedAccounts(management, USERS)).map(({ username }) => username)).toEqual(['alice', 'bob'])
  expect(counts.hashes).toBe(2)
  expect(await seedAccounts(management, USERS)).toEqual([])
  expect(counts.hashes).toBe(2)
})

test('an account that is there stays as it is, by its id or by its username', async () => {
  const { management, accounts } = createAccountSetup()
  await seedAccounts(management, USERS)
  await management.update('1', { username: 'alison' })
  await management.setPassword('1', 'changed')
  const respelled = [USERS[0] ?? { username: '' }, { username: 'BOB', password: 'other' }]
  expect(await seedAccounts(management, respelled)).toEqual([])
  expect((await accounts.signIn({ username: 'alison', password: 'changed' })).outcome).toBe('authenticated')
})

test('two nodes that start at once make each account once', async () => {
  const { management } = createAccountSetup()
  const created = await Promise.all([seedAccounts(management, USERS), seedAccounts(management, USERS)])
  expect(created.flat()).toHaveLength(2)
  expect(await management.list()).toHaveLength(2)
})

test('a user that cannot be one stops the start with its reason', async () => {
  const { management } = createAccountSetup()
  await expect(seedAccounts(management, [{ username: '' }])).rejects.toMatchObject({ code: 'INVALID' })
})

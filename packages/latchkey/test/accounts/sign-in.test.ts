import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { PasswordHashingBusy } from '../../src/ports/accounts.ts'
import { createAccountSetup, GOOD_PASSWORD, START } from './account-setup.ts'

async function setupWithAlice() {
  const setup = createAccountSetup()
  await setup.management.create({ id: 'alice', username: 'Alice@example.com', password: GOOD_PASSWORD })
  setup.counts.hashes = 0
  return setup
}

const WRONG = expect.objectContaining({ outcome: 'wrong_credentials' })

describe('signing in', () => {
  test('with the right password gives the account and how it was proven (RFC 8176)', async () => {
    const { accounts } = await setupWithAlice()
    expect(await accounts.signIn({ username: 'Alice@example.com', password: GOOD_PASSWORD })).toEqual({
      outcome: 'authenticated',
      amr: ['pwd'],
      isStillCurrent: expect.any(Function),
      account: {
        id: 'alice',
        username: 'Alice@example.com',
        disabled: false,
        claims: { email: 'Alice@example.com', email_verified: false, updated_at: START },
      },
    })
  })

  test('is no longer current once the password was changed or the account disabled (ASVS 7.4.3)', async () => {
    const { accounts, management } = await setupWithAlice()
    const credentials = { username: 'alice@example.com', password: GOOD_PASSWORD }
    const before = await accounts.signIn(credentials)
    const isCurrent = async () => before.outcome === 'authenticated' && (await before.isStillCurrent?.())
    expect(await isCurrent()).toBe(true)
    await management.update('alice', { claims: { name: 'Alice' } })
    expect(await isCurrent()).toBe(true)
    await management.update('alice', { disabled: true })
    expect(await isCurrent()).toBe(false)
    await management.update('alice', { disabled: false })
    await management.setPassword('alice', `${GOOD_PASSWORD} and another`)
    expect(await isCurrent()).toBe(false)
  })

  test('takes any spelling of the username, but only one of the password (ASVS 6.2.8)', async () => {
    const { accounts } = await setupWithAlice()
    const spelled = { username: ' ALICE@EXAMPLE.com ', password: GOOD_PASSWORD }
    expect((await accounts.signIn(spelled)).outcome).toBe('authenticated')
    for (const password of [GOOD_PASSWORD.toUpperCase(), ` ${GOOD_PASSWORD}`, `${GOOD_PASSWORD}\n`])
      expect(await accounts.signIn({ ...spelled, password })).toEqual(WRONG)
  })

  test('never gives out the password hash', async () => {
    const { accounts } = await setupWithAlice()
    const signedIn = await accounts.signIn({ username: 'alice@example.com', password: GOOD_PASSWORD })
    expect(JSON.stringify([signedIn, await accounts.find('alice')])).not.toContain('argon2')
  })
})

describe('who has an account (ASVS 6.3.8)', () => {
  test.each([
    ['a wrong password', 'alice@example.com', 'wrong'],
    ['an unknown username', 'nobody@example.com', 'wrong'],
    ['an unknown username with a password that is somebody else’s', 'nobody@example.com', GOOD_PASSWORD],
    ['an account without a password', 'passkey@example.com', 'wrong'],
    ['a disabled account and a wrong password', 'gone@example.com', 'wrong'],
    ['an empty username', '', 'wrong'],
    ['a username longer than any', `${'a'.repeat(300)}@example.com`, 'wrong'],
  ])('cannot be told from the answer or its cost: %s', async (_, username, password) => {
    const setup = await setupWithAlice()
    await setup.management.create({ username: 'passkey@example.com' })
    const gone = await setup.management.create({ username: 'gone@example.com', password: GOOD_PASSWORD })
    await setup.management.update(gone.id, { disabled: true })
    setup.counts.hashes = 0
    expect(await setup.accounts.signIn({ username, password })).toEqual(WRONG)
    expect(setup.counts.hashes).toBe(1)
  })

  test('that is disabled is told after the right password only', async () => {
    const setup = await setupWithAlice()
    await setup.management.update('alice', { disabled: true })
    const credentials = { username: 'alice@example.com', password: GOOD_PASSWORD }
    expect(await setup.accounts.signIn(credentials)).toMatchObject({ outcome: 'disabled' })
  })

  test('is not told by the answer under too much load', async () => {
    const setup = createAccountSetup({ waiting: 0 })
    await setup.management.create({ username: 'alice@example.com', password: GOOD_PASSWORD })
    const signIns = (username: string) =>
      Promise.allSettled(
        Array.from({ length: 20 }, () => setup.accounts.signIn({ username, password: 'wrong' })),
      )
    for (const username of ['alice@example.com', 'nobody@example.com']) {
      const refused = (await signIns(username)).filter((outcome) => outcome.status === 'rejected')
      expect(refused.length).toBeGreaterThan(0)
      expect(refused.every(({ reason }) => reason instanceof PasswordHashingBusy)).toBe(true)
    }
  })
})

describe('a hash made at another cost', () => {
  async function setupWithOldHash() {
    const setup = await setupWithAlice()
    const stored = await setup.storage.accounts.find('alice')
    if (stored === undefined) throw new Error('alice is missing')
    const passwordHash = await hash(GOOD_PASSWORD, { memoryCost: 8192, timeCost: 1 })
    await setup.storage.accounts.update({ ...stored, passwordHash, version: stored.version + 1 })
    return { ...setup, passwordHash }
  }

  test('is replaced when its owner signs in, once', async () => {
    const setup = await setupWithOldHash()
    const credentials = { username: 'alice@example.com', password: GOOD_PASSWORD }
    expect((await setup.accounts.signIn(credentials)).outcome).toBe('authenticated')
    const replaced = await setup.storage.accounts.find('alice')
    expect(replaced?.passwordHash).toContain('$m=19456,t=2,p=1$')
    expect((await setup.accounts.signIn(credentials)).outcome).toBe('authenticated')
    expect(await setup.storage.accounts.find('alice')).toEqual(replaced)
  })

  test('stays after a wrong password', async () => {
    const setup = await setupWithOldHash()
    await setup.accounts.signIn({ username: 'alice@example.com', password: 'wrong' })
    expect((await setup.storage.accounts.find('alice'))?.passwordHash).toBe(setup.passwordHash)
  })

  test('never overwrites a password that is set at the same moment', async () => {
    const setup = await setupWithOldHash()
    const hashing = setup.passwords.hash
    setup.passwords.hash = async (...given) => {
      setup.passwords.hash = hashing
      await setup.management.setPassword('alice', 'a new one')
      return hashing(...given)
    }
    await setup.accounts.signIn({ username: 'alice@example.com', password: GOOD_PASSWORD })
    const fresh = await setup.accounts.signIn({ username: 'alice@example.com', password: 'a new one' })
    expect(fresh.outcome).toBe('authenticated')
  })
})

test('a password that an earlier version hashed as it was sent is hashed normalised at the next sign-in', async () => {
  const setup = await setupWithAlice()
  const stored = await setup.storage.accounts.find('alice')
  if (stored === undefined) throw new Error('alice is missing')
  const composed = 'Jos\u00e9 \u00e9clair'
  const sent = composed.normalize('NFD')
  const passwordHash = await hash(sent, { memoryCost: 19_456, timeCost: 2 })
  await setup.storage.accounts.update({ ...stored, passwordHash, version: stored.version + 1 })
  const signIn = (password: string) => setup.accounts.signIn({ username: 'alice@example.com', password })
  expect(await signIn(sent)).toMatchObject({ outcome: 'authenticated' })
  const replaced = (await setup.storage.accounts.find('alice'))?.passwordHash ?? ''
  expect(await setup.passwords.verify(replaced, composed, [])).toBe('right')
  expect(await signIn(composed)).toMatchObject({ outcome: 'authenticated' })
  expect((await setup.storage.accounts.find('alice'))?.passwordHash).toBe(replaced)
})

describe('finding an account', () => {
  test('answers disabled ones too, and nothing for those that are gone', async () => {
    const setup = await setupWithAlice()
    await setup.management.update('alice', { disabled: true })
    expect(await setup.accounts.find('alice')).toMatchObject({ id: 'alice', disabled: true })
    await setup.management.remove('alice')
    expect(await setup.accounts.find('alice')).toBeUndefined()
  })
})

import { describe, expect, test } from 'vitest'
import type { SignUpForm } from '../../src/ports/accounts.ts'
import { createAccountSetup, GOOD_PASSWORD, invitationIn, START } from './account-setup.ts'

async function inviting(email?: string) {
  const setup = createAccountSetup({ signUp: 'invite' })
  const link = await setup.management.invite(email === undefined ? undefined : { email })
  const signUp = (form: Partial<SignUpForm>) => {
    if (setup.accounts.signUp === undefined) throw new Error('sign-up is closed')
    return setup.accounts.signUp.create({ username: 'alice@example.com', password: GOOD_PASSWORD, ...form })
  }
  return { ...setup, link, invitation: invitationIn(link.url), signUp }
}

const INVALID = { outcome: 'invitation_invalid' }

test('an invitation makes one account (ASVS 6.4.1)', async () => {
  const { link, invitation, signUp, accounts } = await inviting()
  expect(link.expiresAt).toBe(START + 3600)
  expect(await signUp({ invitation })).toEqual({ outcome: 'accepted' })
  expect(await signUp({ invitation, username: 'bob@example.com' })).toEqual(INVALID)
  const credentials = { username: 'alice@example.com', password: GOOD_PASSWORD }
  expect((await accounts.signIn(credentials)).outcome).toBe('authenticated')
})

test('a form that is sent twice gets the same answer twice, and makes one account', async () => {
  const { invitation, signUp, storage } = await inviting('alice@example.com')
  const outcomes = await Promise.all([signUp({ invitation }), signUp({ invitation })])
  outcomes.push(await signUp({ invitation, username: 'Alice@Example.com' }))
  expect(outcomes).toEqual(Array.from({ length: 3 }, () => ({ outcome: 'accepted' })))
  expect(await storage.accounts.list({ limit: 10 })).toHaveLength(1)
})

test('what an invitation is good for can be asked, and uses nothing up', async () => {
  const { accounts, clock, invitation, signUp } = await inviting('alice@example.com')
  const find = (token = invitation) => accounts.signUp?.findInvitation?.(token)
  for (let time = 0; time < 2; time++)
    expect(await find()).toEqual({ state: 'usable', email: 'alice@example.com' })
  expect(await find(`${invitation}A`)).toEqual({ state: 'unknown' })
  clock.advance(3600)
  expect(await find()).toEqual({ state: 'expired' })
  clock.advance(-1)
  await signUp({ invitation })
  expect(await find()).toEqual({ state: 'used' })
  clock.advance(3600)
  expect(await find()).toEqual({ state: 'used' })
})

test('of 50 sign-ups at once with one invitation, one makes an account (ASVS 6.4.1)', async () => {
  const { invitation, signUp, storage } = await inviting()
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, index) => signUp({ invitation, username: `person${index}@example.com` })),
  )
  expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1)
  expect(outcomes.filter(({ outcome }) => outcome === 'invitation_invalid')).toHaveLength(49)
  expect(await storage.accounts.list({ limit: 100 })).toHaveLength(1)
})

describe('nobody signs up', () => {
  test('without an invitation, or with one that is not ours (C-92)', async () => {
    const { signUp, sealer } = await inviting()
    expect(await signUp({})).toEqual(INVALID)
    expect(await signUp({ invitation: 'made-up' })).toEqual(INVALID)
    const expiresAt = START + 60
    const strange: readonly unknown[] = [
      ...[null, 'id', {}, { id: 'x' }, { id: 1, expiresAt }, { id: 'x', expiresAt: `${expiresAt}` }],
      { id: 'x', expiresAt, email: 5 },
    ]
    for (const value of strange)
      expect(await signUp({ invitation: sealer.seal('invitation', value) })).toEqual(INVALID)
  })

  test('with a value that we sealed for something else', async () => {
    const { signUp, sealer } = await inviting()
    const invitation = sealer.seal('signing_key', { id: 'x', expiresAt: START + 60 })
    expect(await signUp({ invitation })).toEqual(INVALID)
  })

  test('from the second in which the invitation ends', async () => {
    const { invitation, signUp, clock } = await inviting()
    clock.advance(3600)
    expect(await signUp({ invitation })).toEqual(INVALID)
    clock.advance(-1)
    expect(await signUp({ invitation })).toEqual({ outcome: 'accepted' })
  })

  test('with an invitation for somebody else', async () => {
    const { invitation, signUp } = await inviting('bob@example.com')
    expect(await signUp({ invitation })).toEqual(INVALID)
    expect(await signUp({ invitation, username: 'Bob@Example.com' })).toEqual({ outcome: 'accepted' })
  })

  test('as somebody whose account was removed: a sub is never given again (OpenID Connect Core §2)', async () => {
    const { invitation, signUp, management } = await inviting()
    await signUp({ invitation })
    const account = await management.findByUsername('alice@example.com')
    await management.remove(account?.id ?? '')
    expect(await signUp({ invitation, username: 'bob@example.com' })).toEqual(INVALID)
  })
})

describe('an invitation is not used up', () => {
  test('by a form with problems', async () => {
    const { invitation, signUp } = await inviting()
    expect((await signUp({ invitation, password: 'short' })).outcome).toBe('invalid')
    expect(await signUp({ invitation })).toEqual({ outcome: 'accepted' })
  })

  test('by a username that is taken, which gets the answer of a free one', async () => {
    const { invitation, signUp, management, storage } = await inviting()
    await management.create({ username: 'alice@example.com' })
    expect(await signUp({ invitation })).toEqual({ outcome: 'accepted' })
    expect(await storage.accounts.list({ limit: 10 })).toHaveLength(1)
    expect(await signUp({ invitation, username: 'bob@example.com' })).toEqual({ outcome: 'accepted' })
    expect(await storage.accounts.list({ limit: 10 })).toHaveLength(2)
  })
})

describe('inviting', () => {
  test('needs sign-up by invitation, and says so', async () => {
    for (const signUp of ['open', 'closed'] as const)
      await expect(createAccountSetup({ signUp }).management.invite()).rejects.toMatchObject({
        code: 'INVALID',
        message: expect.stringContaining("signUp to 'invite'"),
      })
  })

  test('needs an address that could be one', async () => {
    const { management } = createAccountSetup({ signUp: 'invite' })
    await expect(management.invite({ email: 'bob' })).rejects.toMatchObject({ code: 'INVALID' })
  })
})

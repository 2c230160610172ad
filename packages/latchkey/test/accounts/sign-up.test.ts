import { describe, expect, test } from 'vitest'
import type { SignUpForm } from '../../src/ports/accounts.ts'
import { type AskedAccounts, createAccountSetup, GOOD_PASSWORD, START } from './account-setup.ts'

const FORM = { username: 'alice@example.com', password: GOOD_PASSWORD }

function signUp(accounts: AskedAccounts, form: SignUpForm) {
  if (accounts.signUp === undefined) throw new Error('sign-up is closed')
  return accounts.signUp.create(form)
}

describe('signing up', () => {
  test('makes an account that can sign in, with an email that nobody has verified', async () => {
    const { accounts, events } = createAccountSetup()
    expect(await signUp(accounts, { ...FORM, name: ' Alice  ' })).toEqual({ outcome: 'accepted' })
    const signedIn = await accounts.signIn(FORM)
    expect(signedIn).toMatchObject({
      outcome: 'authenticated',
      account: {
        id: expect.stringMatching(/^[\w-]{22}$/),
        username: 'alice@example.com',
        claims: { name: 'Alice', email: 'alice@example.com', email_verified: false, updated_at: START },
      },
    })
    expect(events).toMatchObject([{ name: 'account.created', outcome: 'success' }])
  })

  test('says nothing of the password to the audit log', async () => {
    const { accounts, events } = createAccountSetup()
    await signUp(accounts, FORM)
    expect(JSON.stringify(events)).not.toMatch(/plum|argon2/)
  })

  test('is not there at all when it is closed (C-92)', () => {
    expect(createAccountSetup({ signUp: 'closed' }).accounts.signUp).toBeUndefined()
  })

  test('tells pages the length that is really asked for', () => {
    expect(createAccountSetup({ minimum: 12 }).accounts.signUp?.minimumPasswordLength).toBe(12)
    expect(createAccountSetup({ minimum: 3 }).accounts.signUp?.minimumPasswordLength).toBe(8)
  })

  test('of 50 at once with one username makes one account, and answers all the same', async () => {
    const { accounts, storage } = createAccountSetup()
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        signUp(accounts, {
          username: index % 2 === 0 ? 'a@example.com' : 'A@Example.com',
          password: GOOD_PASSWORD,
        }),
      ),
    )
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']))
    expect(await storage.accounts.list({ limit: 10 })).toHaveLength(1)
  })
})

describe('a username that is taken (ASVS 6.3.8)', () => {
  test('gets the answer of a free one, for the same work, and changes nothing', async () => {
    const setup = createAccountSetup()
    await signUp(setup.accounts, FORM)
    const first = setup.counts.hashes
    const stored = await setup.storage.accounts.list({ limit: 10 })
    const again = { username: 'ALICE@example.com', password: 'another fine one, this' }
    expect(await signUp(setup.accounts, again)).toEqual({ outcome: 'accepted' })
    expect(setup.counts.hashes - first).toBe(first)
    expect(await setup.storage.accounts.list({ limit: 10 })).toEqual(stored)
    expect(setup.events.at(-1)).toMatchObject({
      name: 'account.created',
      outcome: 'failure',
      reason: 'username_taken',
    })
  })

  test('has the problems of a free one', async () => {
    const { accounts } = createAccountSetup()
    await signUp(accounts, FORM)
    const taken = await signUp(accounts, { ...FORM, password: 'short' })
    expect(taken).toEqual(await signUp(accounts, { username: 'other@example.com', password: 'short' }))
  })
})

describe('problems', () => {
  test('are told all at once, by field', async () => {
    const { accounts, counts } = createAccountSetup()
    expect(await signUp(accounts, { username: 'alice', password: 'alice1', name: 'x'.repeat(201) })).toEqual({
      outcome: 'invalid',
      problems: [
        { field: 'username', problem: 'not_an_email' },
        { field: 'password', problem: 'too_short' },
        { field: 'password', problem: 'contains_username' },
        { field: 'password', problem: 'too_common' },
        { field: 'name', problem: 'too_long' },
      ],
    })
    expect(counts.hashes).toBe(0)
  })

  test('include what is missing', async () => {
    const { accounts } = createAccountSetup()
    expect(await signUp(accounts, { username: ' ', password: '' })).toEqual({
      outcome: 'invalid',
      problems: [
        { field: 'username', problem: 'required' },
        { field: 'password', problem: 'required' },
      ],
    })
  })

  test.each([
    'alice',
    '@example.com',
    'alice@',
    'al ice@example.com',
    'alice@exa mple.com',
    'alice@example..com',
    'alice@.com',
    'a@b@example.com',
    '"alice"@example.com',
    'ali\u200bce@example.com',
    '\u202ealice@example.com',
    'alice@example.com\u0000',
    'alice@example.com>,<bob@example.com',
    `${'a'.repeat(65)}@example.com`,
  ])('%j is no email address', async (username) => {
    const { accounts } = createAccountSetup()
    expect(await signUp(accounts, { username, password: GOOD_PASSWORD })).toEqual({
      outcome: 'invalid',
      problems: [{ field: 'username', problem: 'not_an_email' }],
    })
  })

  test('an address of 255 characters is too long (RFC 5321 §4.5.3.1.3)', async () => {
    const { accounts } = createAccountSetup()
    const username = `a@${'b'.repeat(249)}.com`
    expect(await signUp(accounts, { username, password: GOOD_PASSWORD })).toMatchObject({
      problems: [{ field: 'username', problem: 'too_long' }],
    })
    expect(
      (await signUp(accounts, { username: username.replace('bb', 'b'), password: GOOD_PASSWORD })).outcome,
    ).toBe('accepted')
  })

  test.each([
    'alice+tag@example.com',
    "o'neil@mail.example.co.uk",
    'jürgen@bücher.example',
    'alice@localhost',
  ])('%s is an email address', async (username) => {
    const { accounts } = createAccountSetup()
    expect(await signUp(accounts, { username, password: GOOD_PASSWORD })).toEqual({ outcome: 'accepted' })
  })
})

test('a name cannot carry control characters or turn the text around it', async () => {
  const { accounts } = createAccountSetup()
  await signUp(accounts, { ...FORM, name: 'Ali\u202ece\r\nSet-Cookie: x' })
  const signedIn = await accounts.signIn(FORM)
  expect(signedIn).toMatchObject({ account: { claims: { name: 'Ali ce Set-Cookie: x' } } })
})

test('an address typed in full-width letters is stored in the letters that mail servers know', async () => {
  const { accounts } = createAccountSetup()
  await signUp(accounts, { ...FORM, username: 'ａｌｉｃｅ＠example.com' })
  expect(await accounts.signIn(FORM)).toMatchObject({ account: { claims: { email: 'alice@example.com' } } })
})

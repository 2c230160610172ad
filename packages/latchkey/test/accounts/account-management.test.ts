import { describe, expect, test } from 'vitest'
import { createEmbedderAccountManagement } from '../../src/accounts/embedder-account-management.ts'
import { ManagementError } from '../../src/management/management.ts'
import { createAccountSetup, GOOD_PASSWORD, START } from './account-setup.ts'

type AccountSetup = ReturnType<typeof createAccountSetup>

/** Alice, signed in, with a grant and a remembered consent; Bob too. */
async function setupInUse(): Promise<AccountSetup> {
  const setup = createAccountSetup()
  for (const id of ['alice', 'bob']) {
    await setup.management.create({ id, username: `${id}@example.com`, password: GOOD_PASSWORD })
    const at = { authTime: START, amr: ['pwd'], createdAt: START, expiresAt: START + 9000 }
    await setup.storage.sessions.start({ ...at, id: `s-${id}`, accountId: id, lastSeenAt: START })
    const granted = { accountId: id, clientId: 'app', scopes: ['openid'], resources: [] }
    const grant = { ...granted, ...at, id: `g-${id}`, generation: 0, rotatedAt: START }
    await setup.storage.grants.open({ ...grant, absoluteExpiresAt: START + 9000 })
    await setup.storage.consents.remember({ ...granted, grantedAt: START })
  }
  setup.events.length = 0
  return setup
}

async function access(setup: AccountSetup, accountId: string) {
  return {
    sessions: (await setup.storage.sessions.listByAccount(accountId, START)).length,
    grants: (await setup.storage.grants.listByAccount(accountId, START)).length,
    consents: (await setup.storage.consents.listByAccount(accountId)).length,
  }
}

const ALL = { sessions: 1, grants: 1, consents: 1 }

describe('creating', () => {
  test('makes an id that cannot be guessed when none is given', async () => {
    const { management } = createAccountSetup()
    const account = await management.create({ username: 'alice' })
    expect(account.id).toMatch(/^[\w-]{22}$/)
    expect(await management.find(account.id)).toEqual(account)
  })

  test('takes the username for a claim, and believes what is given', async () => {
    const { management } = createAccountSetup()
    const claimsOf = async (account: Parameters<typeof management.create>[0]) =>
      (await management.create(account)).claims
    expect(await claimsOf({ username: 'alice' })).toEqual({ preferred_username: 'alice', updated_at: START })
    expect(
      await claimsOf({
        username: 'b@example.com',
        claims: { name: 'B', email_verified: true, updated_at: 7 },
      }),
    ).toEqual({ email: 'b@example.com', email_verified: true, name: 'B', updated_at: 7 })
  })

  test('keeps no former username as a claim, but what was said as one', async () => {
    const { management } = createAccountSetup()
    const renamed = async (claims = {}) => {
      const { id } = await management.create({ username: 'alice', claims })
      const { claims: after } = await management.update(id, { username: 'carol' })
      await management.remove(id)
      return after.preferred_username
    }
    expect(await renamed()).toBeUndefined()
    expect(await renamed({ preferred_username: 'al' })).toBe('al')
  })

  test('finds the account by any spelling of its username', async () => {
    const { management } = createAccountSetup()
    const account = await management.create({ username: 'Alice' })
    expect(await management.findByUsername(' ALICE')).toEqual(account)
  })

  test('takes any password that can be hashed: the policy is for people who choose their own', async () => {
    const { management, accounts } = createAccountSetup()
    await management.create({ username: 'alice', password: 'pw' })
    expect((await accounts.signIn({ username: 'alice', password: 'pw' })).outcome).toBe('authenticated')
  })

  test.each([
    ['an empty username', { username: ' \u200b' }],
    ['a username of 255 characters', { username: 'a'.repeat(255) }],
    ['a username that grows too long when it is compared', { username: '\ufdfa'.repeat(60) }],
    ['a username with a line break', { username: 'ali\nce' }],
    ['an empty password', { username: 'a', password: '' }],
    ['a password of 1025 bytes', { username: 'a', password: 'x'.repeat(1025) }],
    ['an empty id', { username: 'a', id: '' }],
    ['an id of 256 characters', { username: 'a', id: 'x'.repeat(256) }],
    ['an id that is not ASCII (OpenID Connect Core §2)', { username: 'a', id: 'ü' }],
    ['more claims than fit', { username: 'a', claims: { picture: 'x'.repeat(20_000) } }],
    ['claims that are no JSON', { username: 'a', claims: { big: 1n } }],
  ])('refuses %s', async (_, account) => {
    const setup = createAccountSetup()
    await expect(setup.management.create(account)).rejects.toMatchObject({ code: 'INVALID' })
    expect(setup.events).toEqual([])
  })

  test('refuses an id or a username that is taken', async () => {
    const { management } = createAccountSetup()
    await management.create({ id: '1', username: 'alice' })
    const taken = [{ id: '1', username: 'bob' }, { username: 'ALICE' }]
    for (const account of taken)
      await expect(management.create(account)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  })
})

describe('listing', () => {
  test('goes page by page', async () => {
    const { management } = createAccountSetup()
    for (const id of ['a', 'b', 'c']) await management.create({ id, username: id })
    const ids = async (page?: { limit?: number; after?: string }) =>
      (await management.list(page)).map((account) => account.id)
    expect(await ids()).toEqual(['a', 'b', 'c'])
    expect(await ids({ limit: 2 })).toEqual(['a', 'b'])
    expect(await ids({ limit: 2, after: 'b' })).toEqual(['c'])
    for (const limit of [0, 501, 1.5, Number.NaN])
      await expect(management.list({ limit })).rejects.toMatchObject({ code: 'INVALID' })
  })
})

describe('updating', () => {
  test('replaces the claims and notes when', async () => {
    const setup = await setupInUse()
    setup.clock.advance(5)
    const claims = { name: 'Alice', updated_at: 7 }
    const account = await setup.management.update('alice', { claims })
    expect(account.claims).toEqual({ name: 'Alice', updated_at: START + 5 })
    expect(await setup.accounts.find('alice')).toEqual(account)
    expect(setup.events.map(({ name }) => name)).toEqual(['account.updated'])
    expect(await access(setup, 'alice')).toEqual(ALL)
  })

  test('changes the username: the new one signs in, the old one is free', async () => {
    const setup = await setupInUse()
    await setup.management.update('alice', { username: 'Alison' })
    expect((await setup.accounts.signIn({ username: 'alison', password: GOOD_PASSWORD })).outcome).toBe(
      'authenticated',
    )
    expect(await setup.management.findByUsername('alice@example.com')).toBeUndefined()
    const taken = setup.management.update('alice', { username: 'BOB@example.com' })
    await expect(taken).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  })

  test('loses no change of five that come at once', async () => {
    const setup = await setupInUse()
    const { management } = setup
    await Promise.all([
      management.update('alice', { username: 'alison' }),
      management.update('alice', { claims: { name: 'A' } }),
      management.setPassword('alice', 'new password'),
      management.update('alice', { disabled: true }),
      management.update('alice', { disabled: true }),
    ])
    expect(await management.find('alice')).toMatchObject({
      username: 'alison',
      claims: { name: 'A' },
      disabled: true,
    })
    expect(await setup.accounts.signIn({ username: 'alison', password: 'new password' })).toMatchObject({
      outcome: 'disabled',
    })
  })

  test('ends all access of an account that it disables, and of no other', async () => {
    const setup = await setupInUse()
    await setup.management.update('alice', { disabled: true })
    expect(await access(setup, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 1 })
    expect(await access(setup, 'bob')).toEqual(ALL)
    await setup.management.update('alice', { disabled: false })
    expect(setup.events).toMatchObject([
      { name: 'account.disabled', accountId: 'alice', detail: { sessionsEnded: 1, grantsRevoked: 1 } },
      { name: 'account.enabled', accountId: 'alice' },
    ])
    expect(await access(setup, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 1 })
  })
})

describe('setting a password', () => {
  test('ends every session and grant that the old one made (ASVS 7.4.3, C-83)', async () => {
    const setup = await setupInUse()
    await setup.management.setPassword('alice', 'new password')
    expect(await access(setup, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 1 })
    expect(await access(setup, 'bob')).toEqual(ALL)
    const signIn = (password: string) => setup.accounts.signIn({ username: 'alice@example.com', password })
    expect((await signIn(GOOD_PASSWORD)).outcome).toBe('wrong_credentials')
    expect((await signIn('new password')).outcome).toBe('authenticated')
    expect(setup.events).toMatchObject([{ name: 'account.password_changed', accountId: 'alice' }])
  })

  test('that cannot be one changes nothing', async () => {
    const setup = await setupInUse()
    for (const password of ['', 'x'.repeat(1025)])
      await expect(setup.management.setPassword('alice', password)).rejects.toMatchObject({ code: 'INVALID' })
    expect(await access(setup, 'alice')).toEqual(ALL)
  })
})

test.each([
  null,
  [[]],
  { disabled: null },
  { disabled: 'false' },
  { claims: null },
  { claims: [] },
  { username: null },
])('a change to %j, from a caller without types, is INVALID and changes nothing', async (change) => {
  const setup = await setupInUse()
  const before = await setup.management.find('alice')
  const work = setup.management.update('alice', change as object)
  await expect(work).rejects.toMatchObject({ name: 'ManagementError', code: 'INVALID' })
  expect(await setup.management.find('alice')).toEqual(before)
})

test.each([null, {}, { username: 5 }, { username: 'c', claims: null }, { username: 'c', password: null }])(
  'a new account of %j is INVALID',
  async (account) => {
    const { management } = createAccountSetup()
    const work = management.create(account as { username: string })
    await expect(work).rejects.toMatchObject({ name: 'ManagementError', code: 'INVALID' })
  },
)

describe('removing', () => {
  test('ends all access and forgets all consents (C-83)', async () => {
    const setup = await setupInUse()
    await setup.management.remove('alice')
    expect(await setup.management.find('alice')).toBeUndefined()
    expect(await access(setup, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 0 })
    expect(await access(setup, 'bob')).toEqual(ALL)
    expect(setup.events).toMatchObject([{ name: 'account.deleted', accountId: 'alice' }])
  })

  test('finishes what an earlier attempt left behind', async () => {
    const setup = await setupInUse()
    await setup.storage.accounts.remove('alice')
    await expect(setup.management.remove('alice')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await access(setup, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 0 })
  })
})

test('an account that is not there is named in the error', async () => {
  const { management } = createAccountSetup()
  const calls = [
    () => management.update('ghost', {}),
    () => management.setPassword('ghost', 'pw'),
    () => management.remove('ghost'),
  ]
  for (const call of calls)
    await expect(call()).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('"ghost"'),
    })
})

const foreign = ({ storage, clock, events }: AccountSetup) =>
  createEmbedderAccountManagement({ storage, clock, events: { report: (event) => void events.push(event) } })

describe('signing somebody out everywhere', () => {
  test.each([
    ['the built-in accounts', (setup: AccountSetup) => setup.management],
    ['accounts of the embedder’s own', foreign],
  ])('ends sessions and grants with %s, and nobody else’s (OWASP ASVS 7.4.3)', async (_, managementOf) => {
    const setup = await setupInUse()
    const ended = await managementOf(setup).signOutEverywhere('alice')
    expect(ended).toEqual({ sessionsEnded: 1, grantsRevoked: 1 })
    expect(await access(setup, 'alice')).toMatchObject({ sessions: 0, grants: 0 })
    expect(await access(setup, 'bob')).toEqual(ALL)
    expect(setup.events).toMatchObject([{ name: 'account.signed_out', accountId: 'alice', detail: ended }])
  })
})

test('with accounts of the embedder’s own, all that is about accounts says that they are theirs', async () => {
  const management = foreign(createAccountSetup())
  const calls = [
    () => management.create({ username: 'a' }),
    () => management.find('a'),
    () => management.findByUsername('a'),
    () => management.list(),
    () => management.update('a', {}),
    () => management.setPassword('a', 'b'),
    () => management.remove('a'),
    () => management.invite(),
  ]
  for (const call of calls) {
    await expect(call()).rejects.toBeInstanceOf(ManagementError)
    await expect(call()).rejects.toMatchObject({ code: 'ACCOUNTS_ARE_YOURS' })
  }
})

import { describe, expect, test } from 'vitest'
import { createForeignAccountManagement } from '../../src/accounts/accounts-of-yours.ts'
import { ManagementError } from '../../src/management/management.ts'
import { createHousehold, GOOD_PASSWORD, START } from './household.ts'

type Household = ReturnType<typeof createHousehold>

/** Alice, signed in, with a grant and a remembered consent; Bob too. */
async function livedIn(): Promise<Household> {
  const house = createHousehold()
  for (const id of ['alice', 'bob']) {
    await house.management.create({ id, username: `${id}@example.com`, password: GOOD_PASSWORD })
    const at = { authTime: START, amr: ['pwd'], createdAt: START, expiresAt: START + 9000 }
    await house.storage.sessions.start({ ...at, id: `s-${id}`, accountId: id, lastSeenAt: START })
    const granted = { accountId: id, clientId: 'app', scopes: ['openid'], resources: [] }
    const grant = { ...granted, ...at, id: `g-${id}`, generation: 0, rotatedAt: START }
    await house.storage.grants.open({ ...grant, absoluteExpiresAt: START + 9000 })
    await house.storage.consents.remember({ ...granted, grantedAt: START })
  }
  house.events.length = 0
  return house
}

async function access(house: Household, accountId: string) {
  return {
    sessions: (await house.storage.sessions.listByAccount(accountId, START)).length,
    grants: (await house.storage.grants.listByAccount(accountId, START)).length,
    consents: (await house.storage.consents.listByAccount(accountId)).length,
  }
}

const ALL = { sessions: 1, grants: 1, consents: 1 }

describe('creating', () => {
  test('makes an id that cannot be guessed when none is given', async () => {
    const { management } = createHousehold()
    const account = await management.create({ username: 'alice' })
    expect(account.id).toMatch(/^[\w-]{22}$/)
    expect(await management.find(account.id)).toEqual(account)
  })

  test('takes the username for a claim, and believes what is given', async () => {
    const { management } = createHousehold()
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

  test('finds the account by any spelling of its username', async () => {
    const { management } = createHousehold()
    const account = await management.create({ username: 'Alice' })
    expect(await management.findByUsername(' ALICE')).toEqual(account)
  })

  test('takes any password that can be hashed: the policy is for people who choose their own', async () => {
    const { management, accounts } = createHousehold()
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
    const house = createHousehold()
    await expect(house.management.create(account)).rejects.toMatchObject({ code: 'INVALID' })
    expect(house.events).toEqual([])
  })

  test('refuses an id or a username that is taken', async () => {
    const { management } = createHousehold()
    await management.create({ id: '1', username: 'alice' })
    const taken = [{ id: '1', username: 'bob' }, { username: 'ALICE' }]
    for (const account of taken)
      await expect(management.create(account)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  })
})

describe('listing', () => {
  test('goes page by page', async () => {
    const { management } = createHousehold()
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
    const house = await livedIn()
    house.clock.advance(5)
    const claims = { name: 'Alice', updated_at: 7 }
    const account = await house.management.update('alice', { claims })
    expect(account.claims).toEqual({ name: 'Alice', updated_at: START + 5 })
    expect(await house.accounts.find('alice')).toEqual(account)
    expect(house.events.map(({ name }) => name)).toEqual(['account.updated'])
    expect(await access(house, 'alice')).toEqual(ALL)
  })

  test('changes the username: the new one signs in, the old one is free', async () => {
    const house = await livedIn()
    await house.management.update('alice', { username: 'Alison' })
    expect((await house.accounts.signIn({ username: 'alison', password: GOOD_PASSWORD })).outcome).toBe(
      'authenticated',
    )
    expect(await house.management.findByUsername('alice@example.com')).toBeUndefined()
    const taken = house.management.update('alice', { username: 'BOB@example.com' })
    await expect(taken).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  })

  test('loses no change of five that come at once', async () => {
    const house = await livedIn()
    const { management } = house
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
    expect(await house.accounts.signIn({ username: 'alison', password: 'new password' })).toEqual({
      outcome: 'disabled',
    })
  })

  test('ends all access of an account that it disables, and of no other', async () => {
    const house = await livedIn()
    await house.management.update('alice', { disabled: true })
    expect(await access(house, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 1 })
    expect(await access(house, 'bob')).toEqual(ALL)
    await house.management.update('alice', { disabled: false })
    expect(house.events).toMatchObject([
      { name: 'account.disabled', accountId: 'alice', detail: { sessionsEnded: 1, grantsRevoked: 1 } },
      { name: 'account.enabled', accountId: 'alice' },
    ])
    expect(await access(house, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 1 })
  })
})

describe('setting a password', () => {
  test('ends every session and grant that the old one made (ASVS 7.4.3, C-83)', async () => {
    const house = await livedIn()
    await house.management.setPassword('alice', 'new password')
    expect(await access(house, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 1 })
    expect(await access(house, 'bob')).toEqual(ALL)
    const signIn = (password: string) => house.accounts.signIn({ username: 'alice@example.com', password })
    expect((await signIn(GOOD_PASSWORD)).outcome).toBe('wrong_credentials')
    expect((await signIn('new password')).outcome).toBe('authenticated')
    expect(house.events).toMatchObject([{ name: 'account.password_changed', accountId: 'alice' }])
  })

  test('that cannot be one changes nothing', async () => {
    const house = await livedIn()
    for (const password of ['', 'x'.repeat(1025)])
      await expect(house.management.setPassword('alice', password)).rejects.toMatchObject({ code: 'INVALID' })
    expect(await access(house, 'alice')).toEqual(ALL)
  })
})

describe('removing', () => {
  test('ends all access and forgets all consents (C-83)', async () => {
    const house = await livedIn()
    await house.management.remove('alice')
    expect(await house.management.find('alice')).toBeUndefined()
    expect(await access(house, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 0 })
    expect(await access(house, 'bob')).toEqual(ALL)
    expect(house.events).toMatchObject([{ name: 'account.deleted', accountId: 'alice' }])
  })

  test('finishes what an earlier attempt left behind', async () => {
    const house = await livedIn()
    await house.storage.accounts.remove('alice')
    await expect(house.management.remove('alice')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await access(house, 'alice')).toEqual({ sessions: 0, grants: 0, consents: 0 })
  })
})

test('an account that is not there is named in the error', async () => {
  const { management } = createHousehold()
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

const foreign = ({ storage, clock, events }: Household) =>
  createForeignAccountManagement({ storage, clock, events: { report: (event) => void events.push(event) } })

describe('signing somebody out everywhere', () => {
  test.each([
    ['the built-in accounts', (house: Household) => house.management],
    ['accounts of the embedder’s own', foreign],
  ])('ends sessions and grants with %s, and nobody else’s (OWASP ASVS 7.4.3)', async (_, managementOf) => {
    const house = await livedIn()
    const ended = await managementOf(house).signOutEverywhere('alice')
    expect(ended).toEqual({ sessionsEnded: 1, grantsRevoked: 1 })
    expect(await access(house, 'alice')).toMatchObject({ sessions: 0, grants: 0 })
    expect(await access(house, 'bob')).toEqual(ALL)
    expect(house.events).toMatchObject([{ name: 'account.signed_out', accountId: 'alice', detail: ended }])
  })
})

test('with accounts of the embedder’s own, all that is about accounts says that they are theirs', async () => {
  const management = foreign(createHousehold())
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

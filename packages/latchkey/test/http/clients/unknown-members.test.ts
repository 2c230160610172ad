import { expect, test } from 'vitest'
import { ManagementError } from '../../../src/index.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld({ accounts: { signUp: 'invite' } })
const account = { username: 'dora@example.test' }
const client = { name: 'Shop', redirectUris: ['https://shop.example.test/cb'] }

/** Every management function that takes an object, with a good one. */
const functions: Readonly<
  Record<string, readonly [good: object, call: (written: never) => Promise<unknown>]>
> = {
  'clients.create': [client, (written) => world.server.clients.create(written)],
  'clients.update': [
    { name: 'Shop' },
    async (written) => world.server.clients.update(await newClient(), written),
  ],
  'clients.addSecret': [{}, async (written) => world.server.clients.addSecret(await newClient(), written)],
  'clients.list': [{}, (written) => world.server.clients.list(written)],
  'accounts.create': [account, (written) => world.server.accounts.create(written)],
  'accounts.update': [{}, (written) => world.server.accounts.update('bob-id', written)],
  'accounts.invite': [{}, (written) => world.server.accounts.invite(written)],
  'accounts.checkPassword': [
    { ...account, password: 'plum tractor sings softly' },
    (written) => world.server.accounts.checkPassword(written),
  ],
  'accounts.list': [{}, (written) => world.server.accounts.list(written)],
  'grants.revokeAll': [{ accountId: 'bob-id' }, (written) => world.server.grants.revokeAll(written)],
  'keys.rotate': [{}, (written) => world.server.keys.rotate(written)],
  'events.list': [{}, (written) => world.server.events.list(written)],
}

async function newClient(): Promise<string> {
  return (await world.server.clients.create(client)).client.clientId
}

/** The sentence of the refusal. */
async function refusal(name: string, written: object): Promise<string> {
  const [good, call] = functions[name] ?? []
  const cause = await call?.({ ...good, ...written } as never).then(
    () => 'done',
    (error: unknown) => error,
  )
  expect(cause).toBeInstanceOf(ManagementError)
  expect(cause).toMatchObject({ code: 'INVALID' })
  return (cause as Error).message
}

test.each(Object.keys(functions))('%s refuses a member that it does not know, and names it', async (name) => {
  expect(await refusal(name, { colour: 'red' })).toMatch(/\bcolour\b/)
})

test('all of them are here: those of the server that take an object', () => {
  const { clients, accounts, grants, keys, events } = world.server
  const rooms = { clients, accounts, grants, keys, events }
  const names = Object.entries(rooms).flatMap(([room, verbs]) =>
    Object.keys(verbs).map((verb) => `${room}.${verb}`),
  )
  const takeTexts = `clients.find clients.remove clients.revokeSecret accounts.find accounts.findByUsername
    accounts.setPassword accounts.remove accounts.signOutEverywhere grants.listByAccount grants.revoke keys.list`
  expect(names.toSorted()).toEqual([...Object.keys(functions), ...takeTexts.split(/\s+/)].toSorted())
})

test.each([
  // It would be for anybody.
  ['accounts.invite', { email: undefined }, /^email is undefined/],
  ['accounts.invite', { mail: 'eve@example.test' }, /^An invitation has no member mail: it may have email/],
  // Everybody's, or those of every app.
  ['grants.revokeAll', { clientId: undefined }, /^clientId is undefined/],
  ['grants.revokeAll', { sessionId: 'x' }, /^A selection has no member sessionId/],
  [
    'keys.rotate',
    { imediately: true },
    /^A rotation has no member imediately: it may have algorithm, immediately/,
  ],
  ['keys.rotate', { immediately: 'false' }, /^immediately must be true or false/],
  // It would never expire.
  ['clients.addSecret', { expiresIn: 60 }, /no member expiresIn: it may have label, expiresAt, secret/],
  ['clients.addSecret', { expiresAt: undefined }, /^expiresAt is undefined/],
  // One would be made.
  ['clients.addSecret', { secret: undefined }, /^secret is undefined/],
  ['accounts.update', { disabled: undefined }, /^disabled is undefined/],
  ['accounts.update', { password: 'new' }, /^A change has no member password: setPassword sets it/],
  ['accounts.create', { disabled: true }, /^An account has no member disabled: update it after/],
])('%s(%o) does not do less than it seems to say', async (name, written, sentence) => {
  expect(await refusal(name, written)).toMatch(sentence)
})

test('a list may be asked for from a place that is not known yet', async () => {
  expect(await world.server.events.list({ after: undefined } as object)).toBeInstanceOf(Array)
})

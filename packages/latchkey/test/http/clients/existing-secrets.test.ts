import { describe, expect, test } from 'vitest'
import { ManagementError } from '../../../src/index.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { expectRefusal, tokensOf } from '../../fixtures/client-calls.ts'
import { basic, booksApi, openWorld, post } from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld()
const registration = { name: 'Moved', grantTypes: ['client_credentials'], scopes: ['books:read'] }
const secret = 'secret-of-old-16'

const newClient = async () => (await world.server.clients.create(registration)).client.clientId
const token = (clientId: string, text: string) =>
  post(
    world.server,
    '/token',
    { grant_type: 'client_credentials', resource: booksApi },
    basic(clientId, text),
  )

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  const cause = await work.then(
    () => 'done',
    (error: unknown) => error,
  )
  expect(cause).toBeInstanceOf(ManagementError)
  return [(cause as ManagementError).code, (cause as Error).message]
}

describe('a secret that exists already', () => {
  test('goes on working where an app has moved to, and is in no answer (TOK-15)', async () => {
    const id = await newClient()
    const expiresAt = world.clock.now() + 60
    const added = await world.server.clients.addSecret(id, { secret, label: 'of the old server', expiresAt })
    expect(added).toEqual({
      secret: {
        id: expect.stringMatching(/^[\w-]{12}$/),
        label: 'of the old server',
        lastFour: 'd-16',
        createdAt: world.clock.now(),
        expiresAt,
      },
    })
    await tokensOf(token(id, secret))
    await world.server.clients.revokeSecret(id, added.secret.id)
    await expectRefusal(token(id, secret), 'invalid_client')
    expect(
      JSON.stringify([await world.server.clients.list(), await world.server.events.list()]),
    ).not.toContain(secret)
  })

  test.each([
    ['', /^secret is empty/],
    ['15-characters-o', /^secret must be at least 16 characters long/],
    ['line\nbreak-0123456789', /^secret may contain printable ASCII only/],
    [null, /^secret must be a text/],
    [[secret], /^secret must be a text/],
  ])('is refused by the rules of the configuration: %j', async (written, sentence) => {
    const options = { secret: written } as unknown as { secret: string }
    expect(await codeOf(world.server.clients.addSecret(await newClient(), options))).toEqual([
      'INVALID',
      expect.stringMatching(sentence),
    ])
  })

  test('is not added twice: whoever revokes one of two that are the same would revoke nothing', async () => {
    const id = await newClient()
    const { secret: first } = await world.server.clients.addSecret(id, { secret })
    expect(await codeOf(world.server.clients.addSecret(id, { secret }))).toEqual([
      'ALREADY_EXISTS',
      expect.stringContaining(first.id),
    ])
  })

  test('has a label that steers no terminal (attack C-107)', async () => {
    const options = { label: 'red \u001b[31m' }
    expect(await codeOf(world.server.clients.addSecret(await newClient(), options))).toEqual([
      'INVALID',
      expect.stringMatching(/^label must be a text of at most 100 characters, none of them a control/),
    ])
  })
})

describe('a stored client that holds more than it should', () => {
  test('shows its members only, can be changed, and authenticates as before', async () => {
    const storage = createMemoryStorage()
    const there = await openWorld({ storage })
    const { client } = await there.server.clients.create(registration)
    const stored = await storage.clients.find(client.clientId)
    const row = { ...stored, version: 2, clientSecret: 'text-of-a-secret', ofTheFuture: 1 }
    expect(await storage.clients.update(row as never)).toBe('updated')
    const seen = [
      await there.server.clients.find(client.clientId),
      ...(await there.server.clients.list()),
      await there.server.clients.update(client.clientId, { name: 'Renamed' }),
    ]
    expect(JSON.stringify(seen)).not.toMatch(/text-of-a-secret|ofTheFuture|secretHash/)
    const changed = await storage.clients.find(client.clientId)
    expect(changed).toMatchObject({ name: 'Renamed', ofTheFuture: 1 })
    // A change takes the text of a secret away, which a node of an earlier version may have written again.
    expect(JSON.stringify(changed)).not.toContain('text-of-a-secret')
    await there.close()
  })
})

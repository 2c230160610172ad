import { describe, expect, it } from 'vitest'
import { createClientDirectory } from '../../../src/flows/clients/client-directory.ts'
import type { Client } from '../../../src/protocol/clients/client.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../../src/testing/fake-clock.ts'
import { clientWith } from '../../../src/testing/storage-contract/examples.ts'

const books = 'https://books.example/api'

async function directory(configured: readonly Client[] = []) {
  const clock = fakeClock()
  const storage = createMemoryStorage()
  let reads = 0
  const clients = {
    ...storage.clients,
    find: (clientId: string) => {
      reads += 1
      return storage.clients.find(clientId)
    },
  }
  await storage.clients.create(clientWith({ clientId: 'shop', name: 'Shop' }))
  const byId = new Map(configured.map((client) => [client.clientId, client]))
  /** As another node would. */
  const rename = async (name: string) => {
    const now = await storage.clients.find('shop')
    if (now) await storage.clients.update({ ...now, name, version: now.version + 1 })
  }
  return {
    found: createClientDirectory({ configured: byId, resources: [books] }, { clients }, clock),
    clock,
    storage,
    rename,
    reads: () => reads,
  }
}

describe('the client directory', () => {
  it('reads a client once in five seconds, however many requests ask', async () => {
    const { found, clock, reads } = await directory()
    for (let second = 0; second < 5; second++) {
      await found.find('shop')
      clock.advance(1)
    }
    expect(reads()).toBe(1)
    await found.find('shop')
    expect(reads()).toBe(2)
  })

  it('shows a change of another node after five seconds', async () => {
    const { found, clock, rename } = await directory()
    await found.find('shop')
    await rename('Renamed')
    expect((await found.find('shop'))?.name).toBe('Shop')
    clock.advance(5)
    expect((await found.find('shop'))?.name).toBe('Renamed')
  })

  it('shows a change of this node at once', async () => {
    const { found, rename } = await directory()
    await found.find('shop')
    await rename('Renamed')
    found.forget('shop')
    expect((await found.find('shop'))?.name).toBe('Renamed')
  })

  it('does not remember that there is no such client', async () => {
    const { found, storage } = await directory()
    expect(await found.find('new')).toBeUndefined()
    await storage.clients.create(clientWith({ clientId: 'new' }))
    expect(await found.find('new')).toBeDefined()
  })

  it('looks anew when asked to, but once in a second', async () => {
    const { found, clock, rename, reads } = await directory()
    await found.find('shop')
    clock.advance(1)
    await rename('Renamed')
    expect((await found.findFresh('shop'))?.name).toBe('Renamed')
    await found.findFresh('shop')
    expect(reads()).toBe(2)
  })

  it('does not find a client that is named like a resource: its ID tokens would be for that API (RFC 8725 §3.9)', async () => {
    const { found, storage, reads } = await directory()
    await storage.clients.create(clientWith({ clientId: books }))
    expect(await found.find(books)).toBeUndefined()
    expect(await found.findFresh(books)).toBeUndefined()
    expect(reads()).toBe(0)
  })

  it('never asks the database about a client of the configuration', async () => {
    const own = clientWith({ clientId: 'shop', name: 'Configured' })
    const { found, reads } = await directory([own])
    expect(await found.find('shop')).toBe(own)
    expect(await found.findFresh('shop')).toBe(own)
    expect(reads()).toBe(0)
  })
})

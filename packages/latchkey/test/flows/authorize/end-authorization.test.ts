import { expect, test } from 'vitest'
import { endAllowed, endDenied } from '../../../src/flows/authorize/end-authorization.ts'
import { createMemoryStorage } from '../../../src/storage/memory/memory-storage.ts'
import { fakeClock } from '../../../src/testing/fake-clock.ts'

test('a request that a node of an earlier version ended, which does not say how, is ended neither way again', async () => {
  const [storage, clock] = [createMemoryStorage(), fakeClock()]
  const pending = {
    id: 'one',
    browserId: 'two',
    parameters: '',
    createdAt: clock.now(),
    expiresAt: clock.now() + 600,
  }
  await storage.rememberedIds.remember('finished:one', pending.expiresAt, clock.now())
  const position = { pending, returnTo: { clientId: 'app', redirectUri: 'https://app.example/cb' } }
  const reason = 'page_already_finished'
  await expect(endAllowed(position, { storage, clock })).rejects.toMatchObject({ reason })
  await expect(endDenied(position, { storage, clock })).rejects.toMatchObject({ reason })
})

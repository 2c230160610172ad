import { describe, expect, test } from 'vitest'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import {
  appSecret,
  basic,
  issuer,
  otherSecret,
  testConfiguration,
  type World,
} from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'

let world: World

function ask(remoteAddress: string, clientId: string, secret: string): Promise<Response> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'books:read' })
  const request = new Request(`${issuer}/token`, { method: 'POST', body, headers: basic(clientId, secret) })
  return world.server.fetch(request, { remoteAddress })
}

async function statuses(answers: Promise<Response>[]): Promise<number[]> {
  return (await Promise.all(answers)).map(({ status }) => status)
}

describe('guessing client secrets', () => {
  test('one address has only so many guesses, and no others wait for it (RFC 6749 §2.3.1)', async () => {
    world = await openOwnWorld({ limits: { clientSecretAttemptsPerAddress: 3 } })
    for (let guess = 0; guess < 3; guess++) expect((await ask('192.0.2.7', 'cron', 'wrong')).status).toBe(401)
    const locked = await ask('192.0.2.7', 'cron', appSecret)
    expect(locked.status).toBe(429)
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await ask('198.51.100.1', 'cron', appSecret)).status).toBe(200)
  })

  test('guesses of the same moment are guesses too, and a program that knows the secret is heard again after them', async () => {
    world = await openOwnWorld({
      limits: { clientSecretAttemptsPerAddress: 3, clientSecretWindowSeconds: 60 },
    })
    const answers = Array.from({ length: 50 }, (_, guess) => ask('192.0.2.7', 'cron', `wrong-${guess}`))
    const seen = await statuses(answers)
    expect(seen.filter((status) => status === 401)).toHaveLength(3)
    expect(seen.filter((status) => status === 429)).toHaveLength(47)
    expect((await ask('198.51.100.1', 'cron', appSecret)).status).toBe(200)
    world.clock.advance(61)
    expect((await ask('192.0.2.7', 'cron', appSecret)).status).toBe(200)
  })

  test('whoever moves through one IPv6 network has no more guesses for it (RFC 6177 §2)', async () => {
    world = await openOwnWorld({ limits: { clientSecretAttemptsPerAddress: 3 } })
    for (let host = 1; host <= 3; host++)
      expect((await ask(`2001:db8:1:2::${host}`, 'cron', 'wrong')).status).toBe(401)
    expect((await ask('2001:db8:1:2::4', 'cron', 'wrong')).status).toBe(429)
  })

  test('inventing client ids makes no more than so many rows and records', async () => {
    const storage = createMemoryStorage()
    const keys = new Set<string>()
    const { take } = storage.attempts
    storage.attempts.take = (limit, now) => {
      keys.add(limit.key)
      return take(limit, now)
    }
    world = await openOwnWorld({
      storage,
      secret: String(testConfiguration.secret),
      limits: { anyClientAttemptsPerAddress: 10 },
    })
    for (let guess = 0; guess < 50; guess++) await ask('192.0.2.7', `invented-${guess}`, 'wrong')
    expect(keys.size).toBeLessThanOrEqual(11)
    expect((await ask('198.51.100.1', 'cron', appSecret)).status, 'other addresses').toBe(200)
  })

  test('a client id of any length is refused before it is counted (RFC 6749 appendix A.1)', async () => {
    world = await openOwnWorld()
    const answers = [ask('192.0.2.7', 'x'.repeat(2000), 'wrong'), ask('192.0.2.7', 'a\u0000b', 'wrong')]
    expect(await statuses(answers)).toEqual([401, 401])
  })

  test('unknown, disabled and wrongly authenticated clients get one answer (OWASP ASVS 6.3.8)', async () => {
    world = await openOwnWorld()
    await world.server.clients.create({
      clientId: 'gone',
      name: 'Gone',
      redirectUris: ['https://gone.example.test/cb'],
    })
    await world.server.clients.update('gone', { disabled: true })
    const answers = await Promise.all([
      ask('192.0.2.7', 'nobody', 'wrong'),
      ask('192.0.2.7', 'gone', 'wrong'),
      ask('192.0.2.7', 'cron', 'wrong'),
      ask('192.0.2.7', 'other', otherSecret),
      ask('192.0.2.7', 'spa', 'wrong'),
      ask('192.0.2.7', 'cron', ''),
    ])
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401])
    expect(new Set(bodies).size).toBe(1)
  })
})

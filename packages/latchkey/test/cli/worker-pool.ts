import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { findFreePort } from '../../src/cli/serve/free-port.ts'
import { scriptedBrowser } from '../../src/testing/scripted-browser.ts'
import {
  appSecret,
  authorizePath,
  basic,
  responseOf,
  signInAs,
  testConfiguration,
  verifier,
} from '../fixtures/server-without-network.ts'
import { type Running, spawnLatchkey } from '../fixtures/spawn-latchkey.ts'

/** What may take a while on a busy machine. */
export const soon = { timeout: 15_000, interval: 50 }

/** A server of several processes, run by the built command: `npm run build` comes first. */
export interface Pool extends Running {
  readonly origin: string
  /** The pids of those that serve, as they were when all were ready. */
  readonly workers: readonly number[]
}

/** Writes a configuration and starts the command on it; ends it, and all that it started, with the test. */
export async function spawnPool(
  workers: number,
  changes: object = {},
): Promise<Running & { readonly origin: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-workers-'))
  const port = await findFreePort()
  const origin = `http://localhost:${port}`
  const { logger: _, ...rest } = testConfiguration
  const place = { issuer: origin, port, host: 'localhost', storage: 'sqlite:latchkey.db' }
  writeFileSync(join(folder, 'latchkey.config.json'), JSON.stringify({ ...rest, ...place, ...changes }))
  const running = spawnLatchkey(folder, ['start', '--workers', String(workers), '--json'])
  onTestFinished(async () => {
    running.child.kill('SIGKILL')
    await running.ended
    rmSync(folder, { recursive: true, force: true })
  })
  return { ...running, origin }
}

export async function startPool(workers: number, changes: object = {}): Promise<Pool> {
  const running = await spawnPool(workers, changes)
  const { workers: pids = [] } = await running.ready()
  expect(new Set(pids).size).toBe(workers)
  return { ...running, workers: pids }
}

/** A token request, on a connection of its own unless it is told otherwise. */
export function requestToken(
  { origin }: Pool,
  { headers = { connection: 'close' } as Record<string, string>, secret = appSecret } = {},
): Promise<Response> {
  return fetch(`${origin}/token`, {
    method: 'POST',
    headers: { ...headers, ...basic('cron', secret) },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'books:read' }),
  })
}

/**
 * The workers that have refused something by now. Each refused request is an event, and has its line in the
 * log.
 */
export async function askWhoAnswers(pool: Pool): Promise<ReadonlySet<number>> {
  const refused = await requestToken(pool, { secret: 'wrong-secret-of-at-least-thirty-two-chars' })
  expect([401, 429]).toContain(refused.status)
  const lines = pool.said.note.split('\n').filter((line) => line.includes('"client.authentication_failed"'))
  return new Set(lines.map((line) => JSON.parse(line).pid))
}

/** The pids of those that took the place of another. */
export function successorsIn({ said }: Running): readonly number[] {
  return [...said.note.matchAll(/^Worker (\d+) is ready\.$/gm)].map(([, pid]) => Number(pid))
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Kills one worker under load: the others go on serving, and another takes its place. Answers its pid. */
export async function expectToSurviveKill(pool: Pool): Promise<number> {
  const [victim = 0] = pool.workers
  const clients = 8
  const failures: unknown[] = []
  let served = 0
  let isOver = false
  const load = Array.from({ length: clients }, async () => {
    while (!isOver) {
      const answer = await requestToken(pool).catch((error) => failures.push(error))
      if (answer instanceof Response) {
        expect(answer.status).toBe(200)
        served += 1
      }
    }
  })
  await expect.poll(() => served, soon).toBeGreaterThan(20)
  process.kill(victim, 'SIGKILL')
  const before = served
  await expect.poll(() => successorsIn(pool), soon).toHaveLength(1)
  await expect.poll(() => served, soon).toBeGreaterThan(before)
  isOver = true
  await Promise.all(load)
  // Each client had one request under way at most.
  expect(failures.length).toBeLessThanOrEqual(clients)
  expect(pool.said.note).toContain(`Worker ${victim} ended by SIGKILL. Another takes its place.`)
  const [successor = 0] = successorsIn(pool)
  await expect.poll(() => askWhoAnswers(pool), soon).toContain(successor)
  return successor
}

/** Redeems one code at all workers at once: one redemption wins (RFC 6749 §4.1.2). */
export async function expectOneRedemption(pool: Pool): Promise<void> {
  const code = await obtainCode(pool)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      fetch(`${pool.origin}/token`, {
        method: 'POST',
        headers: { connection: 'close', ...basic('app', appSecret) },
        body: new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier: verifier }),
      }),
    ),
  )
  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses).toEqual([200, ...Array(19).fill(400)])
}

async function obtainCode({ origin }: Pool): Promise<string> {
  const browser = scriptedBrowser({ fetch: (request) => fetch(request) }, origin)
  const consent = await signInAs(browser, await browser.open(authorizePath()))
  return responseOf(await browser.submit(consent, 'consent-allow')).get('code') ?? ''
}

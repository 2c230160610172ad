import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findFreePort } from '../../src/cli/free-port.ts'
import { scriptedBrowser } from '../../src/testing/scripted-browser.ts'
import { authorizePath, basic, cast, responseOf, signInAs, verifier } from '../http/world.ts'
import { type Running, spawnLatchkey } from './spawn-latchkey.ts'
import { createWorkplace } from './workplace.ts'

/** These run the built command: `npm run build` comes first. */
let folder: string
let started: Running[]
let origin: string

const appSecret = 'app-secret-of-at-least-thirty-two-characters'
/** What may take a while on a busy machine. */
const soon = { timeout: 15_000, interval: 50 }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-workers-'))
  started = []
  await configure({})
})

afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await Promise.all(started.map(({ ended }) => ended))
  rmSync(folder, { recursive: true, force: true })
})

async function configure(changes: object): Promise<void> {
  const port = await findFreePort()
  origin = `http://localhost:${port}`
  const { logger: _, ...rest } = cast
  const configuration = {
    issuer: origin,
    port,
    host: 'localhost',
    ...rest,
    storage: 'sqlite:latchkey.db',
    ...changes,
  }
  writeFileSync(join(folder, 'latchkey.config.json'), JSON.stringify(configuration))
}

async function start(workers: number): Promise<Running & { readonly workers: readonly number[] }> {
  const running = spawnLatchkey(folder, ['start', '--workers', String(workers), '--json'])
  started.push(running)
  const { workers: pids = [] } = await running.ready()
  expect(new Set(pids).size).toBe(workers)
  return { ...running, workers: pids }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A token request on a connection of its own, unless it is kept alive. */
function requestToken(
  headers: Record<string, string> = { connection: 'close' },
  secret = appSecret,
): Promise<Response> {
  return fetch(`${origin}/token`, {
    method: 'POST',
    headers: { ...headers, ...basic('cron', secret) },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'books:read' }),
  })
}

/** The workers that have logged something by now. Each refused request is an event, and has its line. */
async function askWhoAnswers(running: Running): Promise<ReadonlySet<number>> {
  const refused = await requestToken(undefined, 'wrong-secret-of-at-least-thirty-two-chars')
  expect(refused.status).toBe(401)
  const lines = running.said.note
    .split('\n')
    .filter((line) => line.includes('"client.authentication_failed"'))
  return new Set(lines.map((line) => JSON.parse(line).pid))
}

const readyAgain = (running: Running) =>
  [...running.said.note.matchAll(/^Worker (\d+) is ready\.$/gm)].map(([, pid]) => Number(pid))

describe('latchkey start --workers', () => {
  it('serves with several processes on one port, and the log says which', async () => {
    const running = await start(3)
    await expect.poll(() => askWhoAnswers(running), soon).toEqual(new Set(running.workers))
    expect(running.workers).not.toContain(running.child.pid)
    expect(running.said.note.match(/"key\.created".*"algorithm":"RS256"/g)).toHaveLength(1)
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    expect(running.said.note.match(/Stopping/g)).toHaveLength(1)
    expect(running.said.out.trim().split('\n')).toHaveLength(1)
    expect(running.workers.filter(isAlive)).toEqual([])
  })

  it('goes on serving while one is killed, and replaces it', async () => {
    const running = await start(2)
    const [victim = 0] = running.workers
    const clients = 8
    const failures: unknown[] = []
    let served = 0
    let isOver = false
    const load = Array.from({ length: clients }, async () => {
      while (!isOver) {
        const answer = await requestToken().catch((error) => failures.push(error))
        if (answer instanceof Response) {
          expect(answer.status).toBe(200)
          served += 1
        }
      }
    })
    await expect.poll(() => served, soon).toBeGreaterThan(20)
    process.kill(victim, 'SIGKILL')
    const before = served
    await expect.poll(() => readyAgain(running), soon).toHaveLength(1)
    expect(served).toBeGreaterThan(before)
    isOver = true
    await Promise.all(load)
    // Each client had one request under way at most.
    expect(failures.length).toBeLessThanOrEqual(clients)
    expect(running.said.note).toContain(`Worker ${victim} ended by SIGKILL. Another takes its place.`)
    const [successor = 0] = readyAgain(running)
    await expect.poll(() => askWhoAnswers(running), soon).toContain(successor)
    running.child.kill('SIGINT')
    expect(await running.ended).toBe(0)
    expect(isAlive(successor)).toBe(false)
  })

  it('drops no request when it is stopped under load: who is told to close does so, and is answered until then', async () => {
    await configure({ drainSeconds: 2 })
    const running = await start(2)
    const statuses: number[] = []
    const load = Array.from({ length: 8 }, async () => {
      for (let isOver = false; !isOver; ) {
        const answer = await requestToken({})
        await answer.arrayBuffer()
        statuses.push(answer.status)
        isOver = answer.headers.get('connection') === 'close'
      }
    })
    await expect.poll(() => statuses.length, soon).toBeGreaterThan(50)
    running.child.kill('SIGTERM')
    await expect.poll(() => fetch(`${origin}/readyz`).then(({ status }) => status)).toBe(503)
    await Promise.all(load)
    expect(await running.ended).toBe(0)
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it('ends all at once on a second signal', async () => {
    await configure({ drainSeconds: 600 })
    const running = await start(2)
    running.child.kill('SIGTERM')
    await expect.poll(() => running.said.note, soon).toContain('Stopping')
    running.child.kill('SIGTERM')
    expect(await running.ended).toBe(130)
    await expect.poll(() => running.workers.filter(isAlive), soon).toEqual([])
  })

  it('leaves no worker behind when the primary is killed', async () => {
    const running = await start(2)
    running.child.kill('SIGKILL')
    await running.ended
    await expect.poll(() => running.workers.filter(isAlive), soon).toEqual([])
  })

  it('gives up when the workers end as soon as they start, and nobody is left', async () => {
    const running = await start(2)
    const killed = new Set<number>()
    const kill = () => {
      for (const pid of [...running.workers, ...readyAgain(running)].filter((each) => !killed.has(each))) {
        killed.add(pid)
        process.kill(pid, 'SIGKILL')
      }
    }
    running.child.stderr?.on('data', kill)
    kill()
    expect(await running.ended).toBe(1)
    expect(running.said.note).toContain('The workers end as soon as they start')
    expect(killed.size).toBeGreaterThanOrEqual(5)
    expect(killed.size).toBeLessThan(10)
  }, 60_000)

  it('lets one of two win that redeem a code at two workers at once (RFC 6749 §4.1.2)', async () => {
    const running = await start(2)
    await expect.poll(() => askWhoAnswers(running), soon).toEqual(new Set(running.workers))
    const code = await obtainCode()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${origin}/token`, {
          method: 'POST',
          headers: { connection: 'close', ...basic('app', appSecret) },
          body: new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier: verifier }),
        }),
      ),
    )
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...Array(19).fill(400)])
  })

  it('says once, in one line, that the port is taken', async () => {
    const other = createServer().listen(0, 'localhost')
    await new Promise((resolve) => other.once('listening', resolve))
    await configure({ port: (other.address() as AddressInfo).port })
    const running = spawnLatchkey(folder, ['start', '--workers', '3', '--json'])
    started.push(running)
    expect(await running.ended).toBe(1)
    other.close()
    expect(running.said.note.match(/is in use by another process/g)).toHaveLength(1)
    expect(running.said.note).not.toMatch(/\n\s+at /)
  })
})

async function obtainCode(): Promise<string> {
  const browser = scriptedBrowser({ fetch: (request) => fetch(request) }, origin)
  const consent = await signInAs(browser, await browser.open(authorizePath()))
  return responseOf(await browser.submit(consent, 'consent-allow')).get('code') ?? ''
}

describe('latchkey start --workers refuses', () => {
  it.each([
    ['storage that a process has for itself', 'start --workers 2', 3, 'each worker would have for itself'],
    ['a number that is none', 'start --workers many', 2, 'a whole number from 1 to 256, or "auto"'],
    ['no workers at all', 'start --workers 0', 2, 'a whole number from 1 to 256, or "auto"'],
  ])('%s', async (_, words, exitCode, sentence) => {
    const place = createWorkplace({ issuer: 'http://localhost:4000', port: 0, storage: 'memory:' })
    const { code, note } = await place.latchkey(words)
    place.remove()
    expect({ code, note }).toEqual({ code: exitCode, note: expect.stringContaining(sentence) })
  })
})

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openShell } from './shell.ts'
import {
  askWhoAnswers,
  expectOneRedemption,
  expectToSurviveKill,
  isAlive,
  requestToken,
  soon,
  spawnPool,
  startPool,
  successorsIn,
} from './worker-pool.ts'

describe('latchkey start --workers', { timeout: 60_000 }, () => {
  it('serves with several processes on one port, and the log says which', async () => {
    const pool = await startPool(3)
    await expect.poll(() => askWhoAnswers(pool), soon).toEqual(new Set(pool.workers))
    expect(pool.workers).not.toContain(pool.child.pid)
    expect(pool.said.note.match(/"key\.created".*"algorithm":"RS256"/g)).toHaveLength(1)
    pool.child.kill('SIGTERM')
    expect(await pool.ended).toBe(0)
    expect(pool.said.note.match(/Stopping/g)).toHaveLength(1)
    expect(pool.said.out.trim().split('\n')).toHaveLength(1)
    expect(pool.workers.filter(isAlive)).toEqual([])
  })

  it('goes on serving while one is killed, and replaces it', async () => {
    const pool = await startPool(2)
    const successor = await expectToSurviveKill(pool)
    pool.child.kill('SIGINT')
    expect(await pool.ended).toBe(0)
    expect(isAlive(successor)).toBe(false)
  })

  it('drops no request when it is stopped under load: clients are told to close, and answered until they do', async () => {
    const pool = await startPool(2, { drainSeconds: 2 })
    const statuses: number[] = []
    const load = Array.from({ length: 8 }, async () => {
      for (let isOver = false; !isOver; ) {
        const answer = await requestToken(pool, { headers: {} })
        await answer.arrayBuffer()
        statuses.push(answer.status)
        isOver = answer.headers.get('connection') === 'close'
      }
    })
    await expect.poll(() => statuses.length, soon).toBeGreaterThan(50)
    pool.child.kill('SIGTERM')
    await Promise.all(load)
    expect(await pool.ended).toBe(0)
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it.runIf(process.platform === 'linux')('stops a worker too that was just starting', async () => {
    const pool = await startPool(2)
    const [victim = 0] = pool.workers
    const children = () =>
      readFileSync(`/proc/${pool.child.pid}/task/${pool.child.pid}/children`, 'utf8')
        .trim()
        .split(' ')
        .map(Number)
    const starting = () => children().filter((pid) => !pool.workers.includes(pid))
    process.kill(victim, 'SIGKILL')
    await expect.poll(starting, { ...soon, interval: 1 }).toHaveLength(1)
    pool.child.kill('SIGTERM')
    // Sooner than it would be killed in the end.
    await expect.poll(() => pool.child.exitCode, { timeout: 12_000 }).toBe(0)
  })

  it('ends all at once on a second signal', async () => {
    const pool = await startPool(2, { drainSeconds: 600 })
    pool.child.kill('SIGTERM')
    await expect.poll(() => pool.said.note, soon).toContain('Stopping')
    pool.child.kill('SIGTERM')
    expect(await pool.ended).toBe(130)
    await expect.poll(() => pool.workers.filter(isAlive), soon).toEqual([])
  })

  it('leaves no worker behind when the primary is killed', async () => {
    const pool = await startPool(2)
    pool.child.kill('SIGKILL')
    await pool.ended
    await expect.poll(() => pool.workers.filter(isAlive), soon).toEqual([])
  })

  it('gives up when the workers end as soon as they start, and nobody is left', async () => {
    const pool = await startPool(2)
    const killed = new Set<number>()
    const kill = () => {
      for (const pid of [...pool.workers, ...successorsIn(pool)].filter((each) => !killed.has(each))) {
        killed.add(pid)
        process.kill(pid, 'SIGKILL')
      }
    }
    pool.child.stderr?.on('data', kill)
    kill()
    expect(await pool.ended).toBe(1)
    expect(pool.said.note).toContain('The workers end as soon as they start')
    expect(killed.size).toBeGreaterThanOrEqual(5)
    expect(killed.size).toBeLessThan(10)
  })

  it('lets one of two win that redeem a code at two workers at once (RFC 6749 §4.1.2)', async () => {
    const pool = await startPool(2)
    await expect.poll(() => askWhoAnswers(pool), soon).toEqual(new Set(pool.workers))
    await expectOneRedemption(pool)
  })

  it('says once, in one line, that the port is taken', async () => {
    const other = createServer().listen(0, 'localhost')
    await new Promise((resolve) => other.once('listening', resolve))
    const pool = await spawnPool(3, { port: (other.address() as AddressInfo).port })
    expect(await pool.ended).toBe(1)
    other.close()
    expect(pool.said.note.match(/is in use by another process/g)).toHaveLength(1)
    expect(pool.said.note).not.toMatch(/\n\s+at /)
  })
})

describe('latchkey start --workers refuses', () => {
  it.each([
    ['storage that a process has for itself', 'start --workers 2', 3, 'each worker would have for itself'],
    ['a number that is none', 'start --workers many', 2, 'a whole number from 1 to 256, or "auto"'],
    ['no workers at all', 'start --workers 0', 2, 'a whole number from 1 to 256, or "auto"'],
  ])('%s', async (_, words, exitCode, sentence) => {
    const shell = openShell({ issuer: 'http://localhost:4000', port: 0, storage: 'memory:' })
    const { code, note } = await shell.latchkey(words)
    shell.remove()
    expect({ code, note }).toEqual({ code: exitCode, note: expect.stringContaining(sentence) })
  })
})

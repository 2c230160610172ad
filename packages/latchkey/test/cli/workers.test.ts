import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import {
  askWhoAnswers,
  expectOneRedemption,
  expectToSurviveKill,
  isAlive,
  requestToken,
  soon,
  spawnCrew,
  startCrew,
  successorsIn,
} from './crew.ts'
import { createWorkplace } from './workplace.ts'

describe('latchkey start --workers', { timeout: 60_000 }, () => {
  it('serves with several processes on one port, and the log says which', async () => {
    const crew = await startCrew(3)
    await expect.poll(() => askWhoAnswers(crew), soon).toEqual(new Set(crew.workers))
    expect(crew.workers).not.toContain(crew.child.pid)
    expect(crew.said.note.match(/"key\.created".*"algorithm":"RS256"/g)).toHaveLength(1)
    crew.child.kill('SIGTERM')
    expect(await crew.ended).toBe(0)
    expect(crew.said.note.match(/Stopping/g)).toHaveLength(1)
    expect(crew.said.out.trim().split('\n')).toHaveLength(1)
    expect(crew.workers.filter(isAlive)).toEqual([])
  })

  it('goes on serving while one is killed, and replaces it', async () => {
    const crew = await startCrew(2)
    const successor = await expectToSurviveKill(crew)
    crew.child.kill('SIGINT')
    expect(await crew.ended).toBe(0)
    expect(isAlive(successor)).toBe(false)
  })

  it('drops no request when it is stopped under load: clients are told to close, and answered until they do', async () => {
    const crew = await startCrew(2, { drainSeconds: 2 })
    const statuses: number[] = []
    const load = Array.from({ length: 8 }, async () => {
      for (let isOver = false; !isOver; ) {
        const answer = await requestToken(crew, { headers: {} })
        await answer.arrayBuffer()
        statuses.push(answer.status)
        isOver = answer.headers.get('connection') === 'close'
      }
    })
    await expect.poll(() => statuses.length, soon).toBeGreaterThan(50)
    crew.child.kill('SIGTERM')
    await Promise.all(load)
    expect(await crew.ended).toBe(0)
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it.runIf(process.platform === 'linux')('stops a worker too that was just starting', async () => {
    const crew = await startCrew(2)
    const [victim = 0] = crew.workers
    const children = () =>
      readFileSync(`/proc/${crew.child.pid}/task/${crew.child.pid}/children`, 'utf8')
        .trim()
        .split(' ')
        .map(Number)
    const starting = () => children().filter((pid) => !crew.workers.includes(pid))
    process.kill(victim, 'SIGKILL')
    await expect.poll(starting, { ...soon, interval: 1 }).toHaveLength(1)
    crew.child.kill('SIGTERM')
    // Sooner than it would be killed in the end.
    await expect.poll(() => crew.child.exitCode, { timeout: 12_000 }).toBe(0)
  })

  it('ends all at once on a second signal', async () => {
    const crew = await startCrew(2, { drainSeconds: 600 })
    crew.child.kill('SIGTERM')
    await expect.poll(() => crew.said.note, soon).toContain('Stopping')
    crew.child.kill('SIGTERM')
    expect(await crew.ended).toBe(130)
    await expect.poll(() => crew.workers.filter(isAlive), soon).toEqual([])
  })

  it('leaves no worker behind when the primary is killed', async () => {
    const crew = await startCrew(2)
    crew.child.kill('SIGKILL')
    await crew.ended
    await expect.poll(() => crew.workers.filter(isAlive), soon).toEqual([])
  })

  it('gives up when the workers end as soon as they start, and nobody is left', async () => {
    const crew = await startCrew(2)
    const killed = new Set<number>()
    const kill = () => {
      for (const pid of [...crew.workers, ...successorsIn(crew)].filter((each) => !killed.has(each))) {
        killed.add(pid)
        process.kill(pid, 'SIGKILL')
      }
    }
    crew.child.stderr?.on('data', kill)
    kill()
    expect(await crew.ended).toBe(1)
    expect(crew.said.note).toContain('The workers end as soon as they start')
    expect(killed.size).toBeGreaterThanOrEqual(5)
    expect(killed.size).toBeLessThan(10)
  })

  it('lets one of two win that redeem a code at two workers at once (RFC 6749 §4.1.2)', async () => {
    const crew = await startCrew(2)
    await expect.poll(() => askWhoAnswers(crew), soon).toEqual(new Set(crew.workers))
    await expectOneRedemption(crew)
  })

  it('says once, in one line, that the port is taken', async () => {
    const other = createServer().listen(0, 'localhost')
    await new Promise((resolve) => other.once('listening', resolve))
    const crew = await spawnCrew(3, { port: (other.address() as AddressInfo).port })
    expect(await crew.ended).toBe(1)
    other.close()
    expect(crew.said.note.match(/is in use by another process/g)).toHaveLength(1)
    expect(crew.said.note).not.toMatch(/\n\s+at /)
  })
})

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

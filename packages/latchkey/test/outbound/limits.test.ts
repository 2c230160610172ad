import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import type { Outbound } from '../../src/outbound/create-outbound.ts'
import { outboundLimits } from '../../src/outbound/outbound-limits.ts'
import { createRequestSlots } from '../../src/outbound/request-slots.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { answering, listening, outbound } from './outbound-world.ts'

const onThisMachine = { development: true, resolve: async () => ['127.0.0.1'] }

/** A host that answers one request each time it is told to. */
async function slowHost() {
  const held: (() => void)[] = []
  const waiting: (() => void)[] = []
  const listener: RequestListener = (request, response) => {
    held.push(() => answering('1')(request, response))
    waiting.shift()?.()
  }
  const port = await listening(listener)
  return {
    port,
    held: () => held.length,
    nextRequest: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    answerOne: () => held.shift()?.(),
  }
}

const get = ({ fetchJson }: Outbound, host: string, port: number, path = '') =>
  fetchJson(`http://${host}.localhost:${port}/${path}`)

test('the guide states the limits as they are (13.1.2, 13.1.3)', () => {
  const file = join(import.meta.dirname, '../../../../docs/guides/configuration.md')
  const guide = readFileSync(file, 'utf8').replaceAll(/\s+/g, ' ')
  const { requestMilliseconds, jsonBytes, answerBytes, requestsPerHost, windowSeconds } = outboundLimits
  const { atOnce, atOncePerHost } = outboundLimits
  expect(windowSeconds).toBe(60)
  expect(guide).toContain(
    `A request may take ${requestMilliseconds / 1000} seconds in all. A JSON document may have ${jsonBytes / 1024} KiB, other responses ${answerBytes / 1024} KiB. One host gets at most ${requestsPerHost} requests per minute, ${atOncePerHost} of them at once; to all hosts together, ${atOnce} requests at once.`,
  )
})

describe('how often a host is asked', () => {
  it('is bounded to 600 requests in a minute', () => {
    expect(outboundLimits).toMatchObject({ requestsPerHost: 600, windowSeconds: 60 })
  })

  it('is bounded for each host, whatever the port and the path, until the window ends (CIMD-18)', async () => {
    const port = await listening(answering('1'))
    const other = await listening(answering('2'))
    const clock = fakeClock()
    const room = outbound({ ...onThisMachine, clock, limits: { requestsPerHost: 3, windowSeconds: 60 } })
    for (const path of ['a', 'b']) await get(room, 'one', port, path)
    await get(room, 'one', other)
    await expect(get(room, 'one', port, 'c')).rejects.toThrow('one.localhost was asked 3 times in 60 seconds')
    await expect(get(room, 'ONE', other)).rejects.toThrow(/3 times/)
    expect(await get(room, 'two', other)).toBe(2)
    clock.advance(59)
    await expect(get(room, 'one', port)).rejects.toThrow(/3 times/)
    clock.advance(1)
    expect(await get(room, 'one', port)).toBe(1)
  })

  it('is counted for the hosts that were asked last', async () => {
    const port = await listening(answering('1'))
    const room = outbound({ ...onThisMachine, limits: { requestsPerHost: 1, hosts: 2 } })
    for (const host of ['one', 'two', 'three']) await get(room, host, port)
    await expect(get(room, 'three', port)).rejects.toThrow(/1 times/)
    expect(await get(room, 'one', port)).toBe(1)
  })
})

describe('how many requests are under way', () => {
  it('is bounded for each host, so that a slow one leaves places to the others', async () => {
    const slow = await slowHost()
    const quick = await listening(answering('2'))
    const room = outbound({ ...onThisMachine, limits: { atOnce: 3, atOncePerHost: 2 } })
    const arrived = [slow.nextRequest(), slow.nextRequest()]
    const asked = ['a', 'b', 'c', 'd'].map((path) => get(room, 'slow', slow.port, path))
    await Promise.all(arrived)
    for (const path of ['a', 'b', 'c']) expect(await get(room, 'quick', quick, path)).toBe(2)
    expect(slow.held()).toBe(2)
    for (const next of [slow.nextRequest(), slow.nextRequest()]) {
      slow.answerOne()
      await next
      expect(slow.held()).toBe(2)
    }
    slow.answerOne()
    slow.answerOne()
    expect(await Promise.all(asked)).toEqual([1, 1, 1, 1])
  })

  it('is bounded in all; the rest waits in line, and the line is bounded too', async () => {
    const slow = await slowHost()
    const limits = { atOnce: 1, atOncePerHost: 1, waiting: 2, waitingPerHost: 1 }
    const room = outbound({ ...onThisMachine, limits })
    const arrived = slow.nextRequest()
    const asked = ['one', 'two', 'three'].map((host) => get(room, host, slow.port))
    await arrived
    await expect(get(room, 'two', slow.port, 'x')).rejects.toThrow('1 of them for two.localhost')
    await expect(get(room, 'four', slow.port)).rejects.toThrow(/too many requests wait already/)
    for (const next of [slow.nextRequest(), slow.nextRequest()]) {
      slow.answerOne()
      await next
      expect(slow.held()).toBe(1)
    }
    slow.answerOne()
    expect(await Promise.all(asked)).toEqual([1, 1, 1])
  })

  it('has no place in line for one that gave up', async () => {
    const slots = createRequestSlots({ ...outboundLimits, atOnce: 1, waiting: 1 })
    const giveBack = await slots.take('one', new AbortController().signal)
    const hasty = new AbortController()
    const waiting = slots.take('two', hasty.signal)
    hasty.abort(new Error('late'))
    await expect(waiting).rejects.toThrow('late')
    const next = slots.take('three', new AbortController().signal)
    giveBack()
    expect(await next).toBeTypeOf('function')
  })

  it('counts no request that gave up, in line or on the way', async () => {
    const silent = await listening(() => undefined)
    const quick = await listening(answering('1'))
    const limits = { atOnce: 1, atOncePerHost: 1, waiting: 1, requestMilliseconds: 500 }
    const room = outbound({ ...onThisMachine, limits })
    const late = await Promise.allSettled(['a', 'b'].map((path) => get(room, 'slow', silent, path)))
    expect(late.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await get(room, 'slow', quick)).toBe(1)
  })
})

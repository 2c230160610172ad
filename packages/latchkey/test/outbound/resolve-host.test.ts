import { describe, expect, it } from 'vitest'
import { oneAtATime, resolveByDns } from '../../src/outbound/resolve-host.ts'
import { patiently } from '../fixtures/patiently.ts'
import { outbound } from './outbound-world.ts'
import { startNameServer } from './test-name-server.ts'

const never = new AbortController().signal

describe('a name that anyone may have given', () => {
  it('has the addresses of both families, or of the one that there is', async () => {
    const { createResolver } = await startNameServer({
      'both.example': ['192.0.2.1', '2001:db8::1', '192.0.2.2'],
      'four.example': ['192.0.2.4'],
      'six.example': ['2001:db8::6'],
    })
    const resolve = (name: string) => resolveByDns(name, never, createResolver())
    expect([...(await resolve('both.example'))].sort()).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1'])
    expect(await resolve('four.example')).toEqual(['192.0.2.4'])
    expect(await resolve('six.example')).toEqual(['2001:db8::6'])
    await expect(resolve('nobody.example')).rejects.toThrow(/ENOTFOUND nobody\.example/)
  })

  it('stops nobody else’s lookups when its servers say nothing, and ends with its request (CIMD-18)', async () => {
    const { createResolver } = await startNameServer({
      'slow.example': 'silent',
      'quick.example': ['192.0.2.1'],
    })
    const controller = new AbortController()
    const slow = Array.from({ length: 50 }, () =>
      resolveByDns('slow.example', controller.signal, createResolver()),
    )
    expect(await resolveByDns('quick.example', never, createResolver())).toEqual(['192.0.2.1'])
    controller.abort()
    for (const lookup of slow) await expect(lookup).rejects.toThrow(/ECANCELLED/)
  })

  it('never occupies a thread of the system’s resolver, which knows the names of the operator (CIMD-18)', async () => {
    const asked: string[] = []
    const say = (who: string) => async (name: string) => {
      asked.push(`${who} ${name}`)
      return []
    }
    const resolvers = { dns: say('dns'), system: say('system') }
    const room = outbound({ allow: ['https://intra.example', 'http://10.0.0.1'], resolvers })
    for (const url of [
      'https://app.example/jwks',
      'https://intra.example:8443/jwks',
      'https://intra.example/jwks',
      'https://localhost/jwks',
      'https://localhost.example/jwks',
    ])
      await expect(room.fetchJson(url)).rejects.toThrow(/public address/)
    expect(asked).toEqual([
      'dns app.example',
      'dns intra.example',
      'system intra.example',
      'system localhost',
      'dns localhost.example',
    ])
  })
})

describe('the system’s resolver', () => {
  it('looks up one name at a time, and each once for all who ask at once', async () => {
    const answers: (() => void)[] = []
    const asked: string[] = []
    const resolve = oneAtATime((name) => {
      asked.push(name)
      return new Promise((answer) => void answers.push(() => answer([name])))
    })
    const lookups = ['one', 'one', 'two', 'one', 'three'].map((name) => resolve(name, never))
    for (const [index, name] of ['one', 'two', 'three'].entries()) {
      await expect.poll(() => asked.length, patiently).toBe(index + 1)
      answers[index]?.()
      await lookups[name === 'one' ? 0 : index + 1]
    }
    expect(await Promise.all(lookups)).toEqual([['one'], ['one'], ['two'], ['one'], ['three']])
    expect(asked).toEqual(['one', 'two', 'three'])
  })

  it('goes on after a name that does not exist', async () => {
    const resolve = oneAtATime((name) =>
      name === 'gone' ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve([name]),
    )
    const [gone, here] = [resolve('gone', never), resolve('here', never)]
    await expect(gone).rejects.toThrow('ENOTFOUND')
    expect(await here).toEqual(['here'])
  })
})

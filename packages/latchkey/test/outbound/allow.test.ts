import { describe, expect, it } from 'vitest'
import { createAddressGuard } from '../../src/outbound/address-guard.ts'
import { answering, listening, listeningSecurely, outbound } from './outbound-world.ts'

const resolvingTo =
  (...addresses: string[]) =>
  async () =>
    addresses

describe('what the operator names in outbound.allow', () => {
  it('is reached by https in a network that it lists, whatever the name of the host', async () => {
    const port = await listeningSecurely(answering('"inside"'))
    const { fetchJson } = outbound({ allow: ['127.0.0.0/8'], resolve: resolvingTo('127.0.0.1') })
    expect(await fetchJson(`https://localhost:${port}/`)).toBe('inside')
  })

  it('is an origin: that one is reached over http too, wherever it is', async () => {
    const port = await listening(answering('"inside"'))
    const origin = `http://intra.example:${port}`
    const { fetchJson } = outbound({ allow: [origin], resolve: resolvingTo('127.0.0.1') })
    expect(await fetchJson(`${origin}/jwks`)).toBe('inside')
  })

  it('opens no other port, no other scheme and no other name of the same host (C-68)', async () => {
    let asked = 0
    const port = await listening((request, response) => {
      asked += 1
      answering('1')(request, response)
    })
    const allow = ['https://intra.example', `http://intra.example:${port + 1}`]
    const { fetchJson } = outbound({ allow, resolve: resolvingTo('127.0.0.1') })
    for (const url of [
      `http://intra.example:${port}/`,
      `https://intra.example:${port}/`,
      `https://intra.example.:${port}/`,
      `https://sub.intra.example/`,
      `https://127.0.0.1:${port}/`,
      'http://intra.example/',
    ]) {
      await expect(fetchJson(url), url).rejects.toThrow(/Not fetched/)
    }
    expect(asked).toBe(0)
  })

  it('is a network: over http it opens nothing', async () => {
    const port = await listening(answering('1'))
    const { fetchJson } = outbound({ allow: ['127.0.0.0/8', '::/0'] })
    await expect(fetchJson(`http://127.0.0.1:${port}/`)).rejects.toThrow(/only https is/)
  })

  it.each([
    ['10.0.0.0/8', '10.255.0.1'],
    ['10.0.0.7', '10.0.0.7'],
    ['10.0.0.0/8', '::ffff:10.0.0.1'],
    ['fd00::/8', 'fd12::1'],
    ['::1', '::1'],
  ])('as %s holds %s', (network, address) => {
    const guard = createAddressGuard({ allow: [network] }, false)
    const url = new URL('https://app.example/')
    expect(() => guard.requireAddresses(url, [address, '8.8.8.8'])).not.toThrow()
  })

  it.each([
    ['10.0.0.0/8', ['11.0.0.1', '10.0.0.1', '192.168.0.1']],
    ['10.0.0.0/8', ['10.0.0.1', '169.254.169.254']],
    ['10.0.0.0/8', ['64:ff9b::10.0.0.1']],
    ['10.0.0.0/8', ['2002:a00:1::']],
    ['10.0.0.7', ['10.0.0.8']],
    ['fd00::/8', ['fe80::1']],
    ['fd00::/8', ['::1']],
    ['0.0.0.0/0', ['::1']],
  ])('as %s does not hold all of %j: one that is elsewhere is enough (C-70)', async (network, addresses) => {
    const { fetchJson } = outbound({ allow: [network], resolve: async () => addresses })
    await expect(fetchJson('https://app.example:1/')).rejects.toThrow(
      'app.example is not, or not only, at a public address, and outbound.allow does not name it',
    )
  })
})

describe('without outbound.allow', () => {
  it.each([
    ['a name at a private address', ['10.0.0.1']],
    ['a name at this machine', ['127.0.0.1']],
    ['a name at the metadata of a cloud', ['169.254.169.254']],
    ['a name behind carrier-grade NAT', ['100.64.0.1']],
    ['a name at an IPv4-mapped address', ['::ffff:10.0.0.1']],
    ['a name at a unique local address', ['fd00::1']],
    ['a name that is public and private', ['8.8.8.8', '10.0.0.1']],
  ])('%s is never connected to (C-68, C-70, C-73, C-74, CIMD-08)', async (_what, addresses) => {
    const { fetch, fetchJson } = outbound({ resolve: async () => addresses })
    await expect(fetchJson('https://app.example:1/')).rejects.toThrow(/public address/)
    await expect(fetch('https://app.example:1/', { method: 'POST' })).rejects.toThrow(/public address/)
  })
})

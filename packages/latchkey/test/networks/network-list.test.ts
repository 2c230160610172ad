import { expect, it } from 'vitest'
import { createNetworkList } from '../../src/networks/network-list.ts'

it('a list of networks holds addresses of both families, and IPv4 in IPv6', () => {
  const isIn = createNetworkList(['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '::1'])
  const inside = ['10.1.2.3', '192.0.2.7', '::ffff:10.0.0.1', 'fd12::1', '::1']
  const outside = ['11.0.0.1', '192.0.2.8', '::ffff:11.0.0.1', 'fe80::1', '::2']
  expect([inside.filter(isIn), outside.filter(isIn)]).toEqual([inside, []])
})

it('a list of networks does not hold what is no address', () => {
  const isIn = createNetworkList(['0.0.0.0/0', '::/0'])
  expect(['', 'unknown', 'localhost', '10.0.0', '10.0.0.0/8', '[::1]'].filter(isIn)).toEqual([])
  expect(['10.0.0.1', '::1'].filter(createNetworkList([]))).toEqual([])
})

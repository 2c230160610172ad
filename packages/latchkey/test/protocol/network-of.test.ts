import { expect, test } from 'vitest'
import { networkOf, siteOf } from '../../src/protocol/network-of.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::ffff', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:1::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
  ['not:an:address', 'not:an:address'],
])('%s is counted as %s (RFC 6177 §2)', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test.each([
  ['64:ff9b::192.0.2.7', '192.0.2.7'],
  ['64:ff9b::c000:207', '192.0.2.7'],
  ['64:FF9B:0:0:0:0:c000:0207', '192.0.2.7'],
  ['64:ff9b::', '0.0.0.0'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['64:ff9b:1::192.0.2.7', '64:ff9b:1:0::/64'],
  ['64:ff9b::1:192.0.2.7', '64:ff9b:0:0::/64'],
])('%s is counted as %s: an IPv4 sender by its own address (RFC 6052 §2.1)', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test.each([
  ['64:ff9b::192.0.2.7', undefined],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:db8::1%eth0', '2001:db8:0::/48'],
  ['192.0.2.7', undefined],
  ['unknown', undefined],
])('%s is of the site %s (RFC 6177 §2)', (address, site) => {
  expect(siteOf(address)).toBe(site)
})

import { describe, expect, test } from 'vitest'
import { createSenderReader } from '../../../src/http/edge/client-address.ts'
import { networkOf } from '../../../src/protocol/network-of.ts'

const trusted = ['10.0.0.0/8', 'fd00::/8', 'unix']

/** Who called, as a proxy at 10.0.0.1 reports it. */
function read(forwardedFor: string | undefined, peer: string | undefined = '10.0.0.1') {
  const header = (name: string) => (name === 'x-forwarded-for' ? forwardedFor : undefined)
  return createSenderReader(trusted)(peer, header)
}

describe('the address that a trusted proxy reports', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7', 'as nearly all write it'],
    ['203.0.113.7:51234', '203.0.113.7', 'with a port, as Azure, IIS and AWS can'],
    ['2001:db8::7', '2001:db8::7', 'IPv6'],
    ['[2001:db8::7]', '2001:db8::7', 'in brackets'],
    ['[2001:db8::7]:443', '2001:db8::7', 'in brackets with a port'],
    ['"[2001:db8::7]:443"', '2001:db8::7', 'quoted (RFC 7239 §6)'],
    ['"203.0.113.7"', '203.0.113.7', 'quoted without need'],
    ['::ffff:203.0.113.7', '203.0.113.7', 'IPv4-mapped'],
    ['::FFFF:CB00:7107', '203.0.113.7', 'IPv4-mapped in hexadecimal'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7', 'IPv4-mapped with a port'],
    ['fe80::7%eth0', 'fe80::7', 'with a zone (RFC 4007 §11)'],
    ['  203.0.113.7\t', '203.0.113.7', 'between blanks'],
    ['203.0.113.7, ,', '203.0.113.7', 'before empty entries (RFC 9110 §5.6.1)'],
    ['192.0.2.1, 203.0.113.7, 10.0.0.9:8080', '203.0.113.7', 'before another proxy of ours with a port'],
    ['evil, unknown, 203.0.113.7', '203.0.113.7', 'after what the caller wrote'],
  ])('%s is %s: %s', (header, address) => {
    expect(read(header)).toMatchObject({ address, viaTrustedProxy: true, forwarded: 'read' })
  })

  test('is the farthest of our own networks, when the caller is in them too', () => {
    expect(read('10.1.1.1, 10.2.2.2')).toMatchObject({ address: '10.1.1.1', forwarded: 'read' })
  })

  test('is looked for behind sixteen proxies and no more', () => {
    const far = ['203.0.113.7', ...Array<string>(5000).fill('10.0.0.9')].join(', ')
    expect(read(far).address).toBe('10.0.0.9')
  })

  test.each([undefined, '', ' ', ',', ' , '])(
    'is missing in %o, so that the proxy is the caller',
    (header) => {
      expect(read(header)).toMatchObject({ address: '10.0.0.1', forwarded: 'absent' })
    },
  )

  test('by a UNIX socket is believed as by any other way, if the configuration says so', () => {
    expect(read('203.0.113.7', 'unix')).toMatchObject({ address: '203.0.113.7', viaTrustedProxy: true })
    const header = () => '203.0.113.7'
    expect(createSenderReader(['10.0.0.0/8'])('unix', header)).toEqual({
      address: 'unix',
      peer: 'unix',
      viaTrustedProxy: false,
      forwarded: 'not_trusted',
    })
    // A peer that has gone has no address either, and is not a proxy for that.
    expect(createSenderReader(['unix'])(undefined, header).address).toBe('unknown')
  })
})

describe('what cannot be read', () => {
  const odd = [
    'unknown',
    '_hidden',
    '"_SEVKISEK:_4711"',
    'client.example',
    '203.0.113.256',
    '203.0.113',
    '[203.0.113.7]]',
    '203.0.113.7:port',
    'unix',
    'x'.repeat(9000),
  ]

  test.each(odd)('never makes the proxy the caller: %s', (hop) => {
    const sender = read(`192.0.2.1, ${hop}`)
    expect(sender).toMatchObject({ forwarded: 'unreadable', unreadable: hop, viaTrustedProxy: true })
    expect(sender.address).toMatch(/^unreadable-[\w-]{16}$/)
    expect(networkOf(sender.address)).toBe(sender.address)
  })

  test('tells clients apart by their texts, but not by their ports', () => {
    expect(new Set(odd.map((hop) => read(hop).address)).size).toBe(odd.length)
    expect(read('gate-7:51234').address).toBe(read('gate-7:51235').address)
    expect(read('"gate-7:51234"').address).toBe(read('"gate-7:51235"').address)
  })

  test('hides nobody who calls without the proxy (RFC 9700 §4.13)', () => {
    for (const hop of odd) expect(read(hop, '198.51.100.9').address).toBe('198.51.100.9')
  })
})

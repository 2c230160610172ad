import { expect, test } from 'vitest'
import { fetchElsewhere } from './fetch-elsewhere.ts'

/**
 * TCP does not connect to multicast and broadcast addresses: as on a host without a route, connect(2) fails
 * before it returns.
 */
test.each([[['224.0.0.1']], [['255.255.255.255']], [['ff02::1']], [['ff02::1', '224.0.0.1']]])(
  'an address to which there is no way ends the request, not the process: %j (CIMD-10)',
  async (addresses) => {
    const allow = ['224.0.0.0/3', 'ff00::/8', 'http://plain.example']
    const urls = ['https://app.example/jwks', 'http://plain.example/jwks', 'https://224.0.0.1/']
    const failures = await fetchElsewhere(urls, { allow, addresses })
    expect(failures).toEqual(urls.map(() => expect.stringMatching(/^E[A-Z]+$/)))
  },
)

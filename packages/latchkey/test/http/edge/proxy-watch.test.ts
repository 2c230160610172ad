import { beforeEach, describe, expect, test } from 'vitest'
import { createCallerReader } from '../../../src/http/edge/identify-request.ts'
import { silentLogger } from '../../../src/log/create-logger.ts'

const lines: string[] = []
const logger = { ...silentLogger, warn: (_: object, message = '') => void lines.push(message) }

beforeEach(() => {
  lines.length = 0
})

/** Reads requests from these peers, each with these headers, as one process would. */
function read(
  trustedProxies: readonly string[],
  remoteAddress: string | undefined,
  ...requests: Readonly<Record<string, string>>[]
) {
  const readCaller = createCallerReader({ trustedProxies }, logger)
  for (const headers of requests) readCaller({ remoteAddress, header: (name) => headers[name] })
}

describe('a proxy that the configuration does not know', () => {
  test.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-proto', 'x-forwarded-host'])(
    'is told by its %s, once in a process, with what to set',
    (name) => {
      read([], '10.0.0.5', {}, { [name]: 'x' }, { [name]: 'y' }, { 'x-forwarded-for': '192.0.2.1' })
      expect(lines).toEqual([
        expect.stringMatching(`10\\.0\\.0\\.5 came with ${name}.*trustedProxies: \\['10`),
      ])
    },
  )

  test('is told beside others that it knows, if it is in a private network', () => {
    read(['10.0.0.4'], '10.0.0.5', { 'x-forwarded-for': '192.0.2.1' })
    expect(lines).toHaveLength(1)
  })

  test('is no stranger who writes the header by hand, where the proxies are known', () => {
    read(['10.0.0.4'], '9.9.9.9', { 'x-forwarded-for': '192.0.2.1' })
    expect(lines).toEqual([])
  })

  test('is told although a stranger sent such a header before, whose address nobody is told to trust', () => {
    const readCaller = createCallerReader({ trustedProxies: [] }, logger)
    const header = (name: string) => (name === 'x-forwarded-for' ? '192.0.2.1' : undefined)
    for (const remoteAddress of ['9.9.9.9', '8.8.8.8', '10.0.0.5', '10.0.0.5'])
      readCaller({ remoteAddress, header })
    expect(lines).toEqual([
      expect.stringMatching(/public address 9\.9\.9\.9 .*only if 9\.9\.9\.9 is a proxy of yours/),
      expect.stringContaining("set trustedProxies: ['10.0.0.5']"),
    ])
  })

  test('is told where the host app passes no address on', () => {
    read(['10.0.0.4'], undefined, { 'x-forwarded-for': '192.0.2.1' })
    expect(lines).toEqual([expect.stringContaining('remoteAddress')])
  })
})

describe('a proxy that is trusted', () => {
  test('is not spoken of while it says who called', () => {
    read(['10.0.0.4'], '10.0.0.4', { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' }, {})
    expect(lines).toEqual([])
  })

  test('is told when it says so in a header that is not read', () => {
    read(['10.0.0.4'], '10.0.0.4', { forwarded: 'for=192.0.2.1' })
    expect(lines).toEqual([expect.stringContaining('Let it send X-Forwarded-For')])
  })

  test('is told when it sends a browser’s request without any address', () => {
    read(['10.0.0.4'], '10.0.0.4', {}, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'none' })
    expect(lines).toEqual([expect.stringMatching(/^The proxy 10\.0\.0\.4 says nothing in X-Forwarded-For:/)])
  })

  test('is told, once and in a few words, what it wrote that is no address', () => {
    const [odd, long] = ['unknown\u202e', `_${'x'.repeat(5000)}`]
    const headers = [odd, long, 'unknown'].map((value) => ({ 'x-forwarded-for': value }))
    read(['10.0.0.4'], '10.0.0.4', ...headers)
    expect(lines).toEqual([
      expect.stringContaining('wrote unknown? into X-Forwarded-For, which is no address'),
    ])
    lines.length = 0
    read(['10.0.0.4'], '10.0.0.4', { 'x-forwarded-for': long })
    expect(lines[0]?.length).toBeLessThan(400)
  })
})

describe('a proxy that calls by a UNIX socket', () => {
  test('is told at its first request, whatever it sends', () => {
    read(['10.0.0.4'], 'unix', {}, { 'x-forwarded-for': '192.0.2.1' })
    expect(lines).toEqual([expect.stringContaining("Set trustedProxies: ['unix']")])
  })

  test('is not spoken of once it is trusted', () => {
    read(['unix'], 'unix', { 'x-forwarded-for': '192.0.2.1' }, {})
    expect(lines).toEqual([])
  })
})

describe('looking for proxies', () => {
  /** How many headers are looked at for each request. */
  function costOf(
    trustedProxies: readonly string[],
    headers: Readonly<Record<string, string>>,
    times: number,
  ) {
    let looks = 0
    const readCaller = createCallerReader({ trustedProxies }, logger)
    const header = (name: string) => {
      looks += 1
      return headers[name]
    }
    for (let time = 0; time < times; time += 1) readCaller({ remoteAddress: '10.0.0.4', header })
    return looks / times
  }

  test('costs nothing behind a proxy that says who called', () => {
    // X-Forwarded-For and X-Request-Id, which are read; and traceparent, where there is no X-Request-Id.
    const headers = { 'x-forwarded-for': '192.0.2.1', 'x-request-id': 'made-by-the-proxy' }
    expect(costOf(['10.0.0.4'], headers, 100)).toBe(2)
    expect(costOf(['10.0.0.4'], { 'x-forwarded-for': '192.0.2.1' }, 100)).toBe(3)
  })

  test('costs next to nothing where there is none', () => {
    expect(costOf([], {}, 100_000)).toBeLessThan(0.1)
  })

  test('still finds one that comes later', () => {
    const readCaller = createCallerReader({ trustedProxies: [] }, logger)
    const ask = (headers: Readonly<Record<string, string>>) =>
      readCaller({ remoteAddress: '10.0.0.4', header: (name) => headers[name] })
    for (let time = 0; time < 5000; time += 1) ask({})
    expect(lines).toEqual([])
    for (let time = 0; time < 200; time += 1) ask({ 'x-forwarded-for': '192.0.2.1' })
    expect(lines).toHaveLength(1)
  })
})

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
})

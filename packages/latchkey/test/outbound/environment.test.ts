import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { answering, listening, listeningSecurely } from './outbound-world.ts'
import { startProxy } from './test-proxy.ts'

const room = join(import.meta.dirname, '../../src/outbound/create-outbound.ts')

/** Fetches these URLs in a process of its own, with this environment. */
async function fetchElsewhere(urls: readonly string[], environment: Readonly<Record<string, string>>) {
  const script = `
    const { createOutbound } = await import(${JSON.stringify(room)})
    const settings = { allow: ${JSON.stringify(urls.map((url) => new URL(url).origin))} }
    const { fetchJson } = createOutbound({ settings, development: false, clock: { now: () => 0 } })
    const read = (url) => fetchJson(url).catch((error) => error.code ?? error.message)
    console.log(JSON.stringify(await Promise.all(${JSON.stringify(urls)}.map(read))))`
  const words = ['--no-warnings', '--input-type=module', '--eval', script]
  const env = { ...process.env, ...environment }
  const { stdout } = await promisify(execFile)(process.execPath, words, { env, cwd: import.meta.dirname })
  return JSON.parse(stdout)
}

test('no environment variable sends requests through a proxy or turns TLS off', async () => {
  const port = await listening(answering('"direct"'))
  const unknown = await listeningSecurely(answering('1'))
  const proxy = await startProxy()
  const environment = {
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: proxy.url,
    HTTPS_PROXY: proxy.url,
    http_proxy: proxy.url,
    https_proxy: proxy.url,
    ALL_PROXY: proxy.url,
    NO_PROXY: '',
    no_proxy: '',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
  }
  const urls = [`http://localhost:${port}/`, `https://localhost:${unknown}/`]
  expect(await fetchElsewhere(urls, environment)).toEqual(['direct', 'DEPTH_ZERO_SELF_SIGNED_CERT'])
  expect(proxy.seen).toEqual([])
})

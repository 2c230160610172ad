import { expect, test } from 'vitest'
import { fetchElsewhere } from './fetch-elsewhere.ts'
import { answering, listening, listeningSecurely } from './outbound-world.ts'
import { startProxy } from './test-proxy.ts'

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
  const allow = urls.map((url) => new URL(url).origin)
  expect(await fetchElsewhere(urls, { allow, environment })).toEqual([
    'direct',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ])
  expect(proxy.seen).toEqual([])
})

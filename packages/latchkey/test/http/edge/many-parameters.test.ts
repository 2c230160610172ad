import { createServer } from 'node:http'
import express from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { toNodeHandler } from '../../../src/adapters/node.ts'
import { clientRows } from '../../../src/http/client-routes.ts'
import { pageRoutes } from '../../../src/http/page-routes.ts'
import { close, listen } from '../../fixtures/loopback-server.ts'
import {
  authorizePath,
  booksApi,
  issuer,
  responseOf,
  signInAs,
} from '../../fixtures/server-without-network.ts'
import { openOwnWorld, useWorld } from '../../fixtures/use-world.ts'

const world = useWorld()

/** Under the limits of size everywhere. */
const many = Array.from({ length: 1001 }, (_, index) => `${index}=`).join('&')
const form = { 'content-type': 'application/x-www-form-urlencoded' }

function send(method: 'GET' | 'POST', path: string): Promise<Response> {
  const url = `${issuer}${path}`
  return method === 'GET'
    ? world.server.fetch(new Request(`${url}?${many}`))
    : world.server.fetch(new Request(url, { method, body: many, headers: form }))
}

/** Two pass a request on to their GET, and one looks at the cookie first. */
const others = new Set(['/authorize', '/logout', '/sign-out'])

describe('a request with more than 100 parameters', () => {
  const forms = [
    ...clientRows.filter(({ methods }) => methods.includes('POST')),
    ...pageRoutes.filter(({ path, post }) => post && !others.has(path)),
  ]

  test.each(forms)('is refused by POST $path before anything is read of it', async ({ path }) => {
    // The echo is a 404 for whatever doctor did not ask.
    expect((await send('POST', path)).status).toBe(path === '/latchkey-echo' ? 404 : 413)
  })

  test.each(['/sign-in', '/sign-up', '/consent', '/confirm', '/choose-account', '/authorize', '/logout'])(
    'is refused by GET %s',
    async (path) => {
      const answer = await send('GET', path)
      expect([400, 413]).toContain(answer.status)
    },
  )

  test('is told what to change', async () => {
    const answer = await send('POST', '/token')
    expect(await answer.json()).toEqual({
      error: 'invalid_request',
      error_description: 'A request may have at most 100 parameters',
    })
    expect(await (await send('GET', '/authorize')).text()).toContain('at most 100 parameters')
  })

  test('is refused where the host has parsed the body, and its rest is not written out again', async () => {
    const app = express()
    app.use(express.urlencoded({ extended: false, parameterLimit: 100_000 }), toNodeHandler(world.server))
    const listener = createServer(app)
    const origin = await listen(listener)
    onTestFinished(() => close(listener))
    for (const path of ['/token', '/sign-in']) {
      const answer = await fetch(`${origin}${path}`, { method: 'POST', body: many, headers: form })
      expect(answer.status, path).toBe(413)
    }
  })
})

test('a person can allow more than 100 scopes, each with a box of its own', async () => {
  const names = Array.from({ length: 120 }, (_, index) => `books:${index}`)
  const { browser } = await openOwnWorld({
    resources: [{ uri: booksApi, scopes: Object.fromEntries(names.map((name) => [name, `Do ${name}`])) }],
    clients: [
      { clientId: 'app', redirectUris: ['https://app.example.test/cb'], scopes: ['openid', ...names] },
    ],
  })
  const ada = browser()
  const consent = await signInAs(ada, await ada.open(authorizePath({ scope: `openid ${names.join(' ')}` })))
  expect(responseOf(await ada.submit(consent, 'consent-allow')).get('code')).not.toBeNull()
})

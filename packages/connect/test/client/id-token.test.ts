import { inspect } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { toText } from '../../../latchkey/src/testing/scripted-browser.ts'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import type { ClientLogger } from '../../src/client/express.ts'
import { openAppWorld } from './app-world.ts'

/*
 * What the token endpoint answers is changed on its way; each change alone must be noticed (OpenID Connect
 * Core §3.1.3.7).
 */

let former: Record<string, unknown>
const logged: object[] = []
const world = openedForAll(async () => {
  const note = (...line: object[]) => void logged.push(line)
  const logger = { warn: note, error: note } as unknown as ClientLogger
  return openAppWorld({
    app: { logger },
    pages: (app) =>
      app.get('/who', (req, res) => void res.json([req.user?.iss, req.user?.sub, req.user?.exp])),
  })
})
beforeAll(async () => {
  world.reverseProxy.change('/token', (body) => {
    former = body
    return body
  })
  await world.person().visit('/profile')
})

type Json = Record<string, unknown>

async function outcomeOf(path: string, change: (body: Json) => Json): Promise<string> {
  world.reverseProxy.change(path, change)
  const ada = world.person()
  const visit = await ada.visit('/profile')
  world.reverseProxy.change(path, undefined)
  expect((await ada.ask('/profile')).status).toBe(visit.status === 200 ? 200 : 401)
  return `${visit.status} ${toText(visit.html)}`
}

function part(token: unknown, index: number): string {
  return String(token).split('.')[index] ?? ''
}

test('the ID token of another sign-in is refused by its nonce', async () => {
  const outcome = await outcomeOf('/token', (body) => ({ ...body, id_token: former.id_token }))
  expect(outcome).toMatch(/^400 .*nonce/)
})

test('an ID token whose signature is another’s is refused', async () => {
  const outcome = await outcomeOf('/token', (body) => {
    const [header, payload] = [part(body.id_token, 0), part(body.id_token, 1)]
    return { ...body, id_token: `${header}.${payload}.${part(former.id_token, 2)}` }
  })
  expect(outcome).toMatch(/^400 .*signature/)
})

test('an access token that was not issued with the ID token is refused by at_hash', async () => {
  const outcome = await outcomeOf('/token', (body) => ({ ...body, access_token: former.access_token }))
  expect(outcome).toMatch(/^400 .*at_hash/)
})

test('an answer without ID token is refused', async () => {
  expect(await outcomeOf('/token', ({ id_token: _, ...body }) => body)).toMatch(/^400 .*id_token/)
})

test.each(['x.x.x', 'x', ''])('an ID token that is no JWT is refused: %j', async (id_token) => {
  expect(await outcomeOf('/token', (body) => ({ ...body, id_token }))).toMatch(/^400 .*breaks the rules/)
})

test('claims of somebody else from userinfo are refused (OpenID Connect Core §5.3.2)', async () => {
  expect(await outcomeOf('/userinfo', (body) => ({ ...body, sub: 'grace-id' }))).toMatch(/^400 .*sub/)
})

test('what userinfo says cannot change who it is', async () => {
  world.reverseProxy.change('/userinfo', (body) => ({ ...body, iss: 'https://evil.example' }))
  const ada = world.person()
  await ada.visit('/profile')
  world.reverseProxy.change('/userinfo', undefined)
  expect(JSON.parse((await ada.ask('/who')).html)).toEqual([world.reverseProxy.origin, 'ada-id', null])
})

test('what went wrong is logged without a token or a code', () => {
  const text = inspect(logged, { depth: 10 })
  expect(text).toContain('WRONG_ANSWER')
  for (const secret of [former.access_token, former.refresh_token, former.id_token]) {
    expect(text).not.toContain(String(secret))
  }
  expect(text).not.toMatch(/eyJ|code=|refresh_token/)
})

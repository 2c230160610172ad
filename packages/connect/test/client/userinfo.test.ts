import { expect, test } from 'vitest'
import { madeForEach, openedForEach } from '../../../latchkey/test/fixtures/opened.ts'
import { clientSecret, openAppWorld } from './app-world.ts'

const world = openedForEach(() =>
  openAppWorld({
    pages(app) {
      app.get('/now', (req, res, next) => {
        req.tokens?.userinfo().then((claims) => void res.json(claims), next)
      })
      app.get('/then', (req, res) => void res.json(req.user))
    },
  }),
)
const ada = madeForEach(async () => {
  const person = world.person()
  await person.visit('/profile')
  return person
})

const answerOf = async (path: string) => JSON.parse((await ada.ask(path)).html)

test('userinfo tells what the issuer knows now, and user what it knew at the sign-in (OpenID Connect Core §5.3)', async () => {
  await world.live.server.accounts.update('ada-id', { claims: { name: 'Ada King' } })
  expect(await answerOf('/now')).toMatchObject({
    sub: 'ada-id',
    iss: world.reverseProxy.origin,
    name: 'Ada King',
  })
  expect(await answerOf('/then')).toMatchObject({ sub: 'ada-id', name: 'Ada Lovelace' })
})

test('a token that the issuer refuses there is replaced once', async () => {
  const token = (await ada.ask('/token')).html
  await fetch(`${world.reverseProxy.origin}/revoke`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`web:${clientSecret}`)}` },
    body: new URLSearchParams({ token }),
  })
  expect(await answerOf('/now')).toMatchObject({ name: 'Ada Lovelace' })
  expect(world.reverseProxy.count('refresh')).toBe(1)
})

test('claims of somebody else are an error, and change nothing (OpenID Connect Core §5.3.2)', async () => {
  world.reverseProxy.change('/userinfo', (body) => ({ ...body, sub: 'grace-id' }))
  expect((await ada.ask('/now')).status).toBe(400)
  expect(await answerOf('/then')).toMatchObject({ sub: 'ada-id' })
})

test('an issuer that is away answers 503, and signs nobody out', async () => {
  world.reverseProxy.setAway(true)
  expect((await ada.ask('/now')).status).toBe(503)
  world.reverseProxy.setAway(false)
  expect(await answerOf('/now')).toMatchObject({ name: 'Ada Lovelace' })
})

import { expect, test } from 'vitest'
import { useWorldPerTest } from '../../fixtures/use-world.ts'

const world = useWorldPerTest()

test('a server that stands by itself leads its front page to the account, and so to sign-in', async () => {
  expect(new URL((await world.browser().open('/')).url).pathname).toBe('/sign-in')
})

test('a host app keeps its own front page and its own assets', async () => {
  const { html } = await world.browser().open('/sign-in')
  const stylesheet = /href="(\/assets\/latchkey-[^"]+\.css)"/.exec(html)?.[1] ?? ''
  const { handles } = world.server
  expect(['/', '/assets/', '/assets/app.js', '/elsewhere'].filter(handles)).toEqual([])
  expect(
    ['/sign-in', '/token', '/account', '/.well-known/openid-configuration', stylesheet].every(handles),
  ).toBe(true)
})

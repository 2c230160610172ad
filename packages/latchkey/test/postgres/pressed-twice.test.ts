import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import type { ScriptedBrowser, Visit } from '../../src/testing/scripted-browser.ts'
import {
  authorizePath,
  openWorld,
  redeem,
  responseOf,
  signInAs,
  type World,
} from '../fixtures/server-without-network.ts'
import { type FreshDatabase, freshDatabase } from './fresh-database.ts'

/*
 * One person's browser, whose presses of a button reach two nodes of one issuer on one database, in any
 * order.
 */
let database: FreshDatabase
let nodes: readonly [World, World]
let browsers: readonly [ScriptedBrowser, ScriptedBrowser]

beforeAll(async () => {
  database = await freshDatabase()
  const [storage, clock] = [database.url, fakeClock()]
  nodes = [await openWorld({ storage }, clock), await openWorld({ storage }, clock)]
  browsers = [nodes[0].browser(), nodes[1].browser()]
  await signInAs(browsers[0], await browsers[0].open('/sign-in'))
  for (const [name, value] of browsers[0].cookies) browsers[1].cookies.set(name, value)
})
afterAll(async () => {
  for (const node of nodes) await node.close()
  await database.drop()
})

/** A consent page, and what becomes of these buttons when all are pressed at once. */
async function press(buttons: readonly string[]): Promise<readonly Visit[]> {
  const page = await browsers[0].open(authorizePath({ prompt: 'consent' }))
  return Promise.all(
    buttons.map((button, index) => (browsers[index % 2] as ScriptedBrowser).submit(page, button)),
  )
}

describe('presses that reach two nodes at once, again and again', () => {
  test('of Allow: each gets a code, and of all these codes one is redeemed', async () => {
    for (let round = 0; round < 10; round++) {
      const visits = await press(Array.from({ length: 6 }, () => 'consent-allow'))
      const codes = visits.map((visit) => responseOf(visit).get('code') ?? 'none')
      expect(new Set(codes).size).toBe(6)
      const answers = await Promise.all(
        codes.map((code, index) => redeem((nodes[index % 2] as World).server, code)),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400])
    }
    const events = await nodes[0].server.events.list({ limit: 500 })
    expect(events.filter(({ name }) => name === 'code.replayed')).toEqual([])
  })

  test('of Allow and Deny: one of them counts', async () => {
    for (let round = 0; round < 10; round++) {
      const visits = await press(['consent-allow', 'consent-deny', 'consent-deny', 'consent-allow'])
      const answers = visits.map((visit) => responseOf(visit))
      const kinds = [answers.some((it) => it.has('code')), answers.some((it) => it.has('error'))]
      expect(kinds.filter(Boolean)).toHaveLength(1)
    }
  })
})

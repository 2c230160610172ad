import { describe, expect, test } from 'vitest'
import { createSealer } from '../../../src/keys/create-sealer.ts'
import { systemRandom } from '../../../src/keys/system-random.ts'
import { ECHO_FIELD, ECHO_PATH } from '../../../src/protocol/echo.ts'
import { issuer, post } from '../../fixtures/server-without-network.ts'
import { openOwnWorld } from '../../fixtures/use-world.ts'

const secret = 'Jq2vX8sLw0pRk5tYb3nZc7mHd1fGa9eU'

async function open() {
  const world = await openOwnWorld({ secret })
  const ask = (sealed: string, headers: Record<string, string> = {}) =>
    post(world.server, ECHO_PATH, { [ECHO_FIELD]: sealed }, headers)
  return { world, ask, now: world.clock.now() }
}

const seal = (question: object, { from = issuer, secrets = [secret] } = {}) =>
  createSealer(secrets, from, systemRandom).seal('echo', question)

describe('the echo', () => {
  test('tells whoever has the secret what arrived, and what was answered', async () => {
    const { ask, now } = await open()
    const answer = await ask(seal({ at: now, status: 200 }), { origin: 'https://a.example', cookie: 'a=1' })
    expect(answer.status).toBe(200)
    const report = await answer.json()
    expect(report).toMatchObject({ headers: { origin: 'https://a.example', cookie: 'a=1' }, peer: 'unknown' })
    for (const [name, value] of report.sent) expect(answer.headers.get(name)).toBe(value)
  })

  test.each([
    ['without a question', () => ''],
    ['with one that is made up', () => 'AQ'.repeat(40)],
    [
      'with one under another secret',
      (at: number) => seal({ at, status: 200 }, { secrets: ['x'.repeat(32)] }),
    ],
    ['with one for another issuer', (at: number) => seal({ at, status: 200 }, { from: 'https://b.example' })],
    ['with one of a minute ago', (at: number) => seal({ at: at - 61, status: 200 })],
    ['with one from the future', (at: number) => seal({ at: at + 61, status: 200 })],
  ])('is nothing to be found %s', async (_, toQuestion) => {
    const { world, ask, now } = await open()
    const answer = await ask(toQuestion(now), { accept: 'text/html' })
    const nowhere = await post(world.server, '/nowhere', {}, { accept: 'text/html' })
    expect(answer.status).toBe(404)
    const withoutId = (text: string) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')
    expect(withoutId(await answer.text())).toBe(withoutId(await nowhere.text()))
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('is nothing to be found for what is no form, or too much of one', async () => {
    const { world } = await open()
    const form = (text: string) => new Blob([text], { type: 'application/x-www-form-urlencoded' })
    for (const body of ['{}', form('a&'.repeat(200)), form('x'.repeat(100_000))]) {
      const request = new Request(`${issuer}${ECHO_PATH}`, { method: 'POST', body })
      expect((await world.server.fetch(request)).status).toBe(404)
    }
  })
})

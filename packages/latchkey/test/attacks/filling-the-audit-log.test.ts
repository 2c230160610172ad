import { describe, expect, test } from 'vitest'
import type { AuditEvent } from '../../src/protocol/event.ts'
import { obtainCode, redeemAs } from '../fixtures/client-calls.ts'
import { authorizePath, basic, issuer, signInAs } from '../fixtures/server-without-network.ts'
import { openOwnWorld } from '../fixtures/use-world.ts'

const unlimited = {
  anyClientAttemptsPerAddress: 1_000_000,
  clientSecretAttemptsPerAddress: 1_000_000,
}

describe('filling the audit log', () => {
  test('1,000 requests of a stranger leave 60 rows, and the listener hears of no more than that', async () => {
    const heard: AuditEvent[] = []
    const { server } = await openOwnWorld({ limits: unlimited, onEvent: (event) => heard.push(event) })
    const send = (path: string, init?: RequestInit) =>
      server.fetch(new Request(`${issuer}${path}`, init), { remoteAddress: '192.0.2.7' })
    for (let round = 0; round < 500; round += 1) {
      const body = new URLSearchParams({ grant_type: 'client_credentials' })
      await send('/token', { method: 'POST', body, headers: basic('cron', `guess-${round}`) })
      await send(authorizePath({ redirect_uri: `https://evil.test/${round}` }))
    }
    const rows = (await server.events.list({ limit: 100 })).filter(({ address }) => address === '192.0.2.7')
    expect(rows).toHaveLength(59)
    await server.close()
    const last = heard.at(-1)
    expect(last).toMatchObject({ name: 'events.counted', detail: { repeated: 941 } })
    expect(heard.filter(({ address }) => address === '192.0.2.7')).toHaveLength(60)
  })

  test('also when the stranger cancels each sign-in', async () => {
    const world = await openOwnWorld()
    const browser = world.browser('192.0.2.7')
    for (let round = 0; round < 100; round += 1)
      await browser.submit(await browser.open(authorizePath()), 'sign-in-cancel')
    const rows = (await world.server.events.list({ limit: 500 })).filter(
      ({ address }) => address === '192.0.2.7',
    )
    expect(rows).toHaveLength(59)
  })

  test('a code that is replayed 100 times has five rows and five lines (OAuth 2.1 §4.1.3)', async () => {
    const lines: object[] = []
    const info = (fields: object) => void lines.push(fields)
    const world = await openOwnWorld({ logger: { debug() {}, info, warn() {}, error() {} } })
    const code = await obtainCode(world, 'spa')
    await redeemAs(world, 'spa', code)
    for (let round = 0; round < 100; round += 1) expect((await redeemAs(world, 'spa', code)).status).toBe(400)
    const rows = await world.server.events.list({ limit: 500 })
    expect(rows.filter(({ name }) => name === 'code.replayed')).toHaveLength(5)
    expect(lines.filter((line) => 'event' in line && line.event === 'code.replayed')).toHaveLength(5)
    expect(lines.filter((line) => 'reason' in line && line.reason === 'code_replayed')).toHaveLength(65)
  })

  test('a failed sign-in names the account that exists, and the page tells nobody (OWASP ASVS 6.3.8, 16.3.1)', async () => {
    const world = await openOwnWorld()
    const pages: string[] = []
    for (const username of ['alice@example.test', 'nobody@example.test']) {
      const browser = world.browser('192.0.2.7')
      const visit = await signInAs(browser, await browser.open('/sign-in'), username, 'wrong')
      pages.push(visit.html.replaceAll(username, '').replace(/name="form_token" value="[^"]+"/, ''))
    }
    const events = await world.server.events.list()
    const accounts = events
      .filter(({ name }) => name === 'account.sign_in_failed')
      .map(({ accountId }) => accountId)
    expect(accounts).toEqual([undefined, 'alice-id'])
    expect(withoutIds(pages[0])).toBe(withoutIds(pages[1]))
  })
})

/** A page without what differs in any two responses. */
function withoutIds(html = ''): string {
  return html.replace(/[\w-]{8}-[\w-]{27}/g, '')
}

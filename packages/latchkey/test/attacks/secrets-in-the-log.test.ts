import { describe, expect, test } from 'vitest'
import { lineMembers } from '../../../../scripts/reference/log-page.ts'
import { clientRows } from '../../src/http/client-routes.ts'
import { pageRoutes } from '../../src/http/page-routes.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { obtainTokens, refreshAs } from '../fixtures/client-calls.ts'
import { openLoggedWorld } from '../fixtures/logged-world.ts'
import {
  appSecret,
  authorizePath,
  basic,
  issuer,
  post,
  signInAs,
} from '../fixtures/server-without-network.ts'

const paths = [...new Set([...clientRows, ...pageRoutes].map(({ path }) => path))]
/** Whatever is sent by these names is nobody’s business but the sender’s and ours. */
const names = [
  'access_token',
  'assertion',
  'client_assertion',
  'client_secret',
  'code',
  'code_challenge',
  'code_verifier',
  'form_token',
  'id_token_hint',
  'invitation',
  'login_hint',
  'logout',
  'nonce',
  'password',
  'refresh_token',
  'request',
  'request_uri',
  'state',
  'subject_token',
  'token',
  'username',
]
const sentinel = 'hush-7Qx2'
const valid = Object.fromEntries(new URL(`${issuer}${authorizePath()}`).searchParams)

/** Everything that a request may carry, with a secret in it. */
function requestsTo(path: string, name: string): readonly Request[] {
  const parameters = new URLSearchParams({ ...valid, grant_type: 'authorization_code', [name]: sentinel })
  const url = `${issuer}${path}`
  const headers = [
    basic('app', sentinel),
    { authorization: `Bearer ${sentinel}` },
    { authorization: sentinel },
    { cookie: `__Host-latchkey-session=${sentinel}; ${sentinel}=1` },
  ]
  return [
    new Request(`${url}?${parameters}`),
    new Request(url, { method: 'POST', body: parameters }),
    new Request(url, {
      method: 'POST',
      body: JSON.stringify({ [name]: sentinel }),
      headers: { 'content-type': 'application/json' },
    }),
    ...headers.map((each) => new Request(url, { method: 'POST', body: parameters, headers: each })),
  ]
}

const forms = [sentinel, encodeURIComponent(sentinel), Buffer.from(sentinel).toString('base64url')]
const known = new Set(Object.values(lineMembers).flatMap((members) => Object.keys(members)))

describe('no line of the log holds a secret of a request (OWASP ASVS 16.2.5), and all members are documented', () => {
  test.each(paths)('%s', async (path) => {
    const world = await openLoggedWorld()
    for (const name of names) {
      for (const request of requestsTo(path, name)) await world.server.fetch(request)
      // Of a flood, a line would be left out.
      world.clock.advance(60)
    }
    const text = world.text()
    for (const form of forms) expect(text).not.toContain(form)
    expect(world.lines.flatMap((line) => Object.keys(line)).filter((member) => !known.has(member))).toEqual(
      [],
    )
  })
})

test('nor of a sign-in, its tokens and an error of the database, which repeats what it was asked', async () => {
  const memory = createMemoryStorage()
  let isAway = false
  const findWithAccount: typeof memory.grants.findWithAccount = async (key, now) => {
    if (!isAway) return memory.grants.findWithAccount(key, now)
    const { id } = key
    const detail = { code: '57P01', detail: `Key (id)=(${id})`, parameters: [id] }
    const cause = Object.assign(new Error('away'), detail)
    throw Object.assign(new Error('query failed', { cause }), { query: id })
  }
  const grants = { ...memory.grants, findWithAccount }
  const world = await openLoggedWorld({ storage: { ...memory, grants } })
  const browser = world.browser()
  await signInAs(browser, await browser.open('/sign-in'), 'alice@example.test', sentinel)
  const tokens = await obtainTokens(world, 'app', { scope: 'openid offline_access' })
  const refreshToken = tokens.refresh_token ?? ''
  isAway = true
  world.clear()
  expect((await refreshAs(world, 'app', refreshToken)).status).toBeGreaterThanOrEqual(500)
  expect(world.lines).toEqual([expect.objectContaining({ level: 'error', msg: 'fault' })])
  expect(JSON.stringify(world.lines[0]?.err)).toContain('57P01')
  await post(world.server, '/revoke', { token: refreshToken }, basic('app', appSecret))
  const [grantId = ''] = refreshToken.split('.')
  expect(JSON.stringify(world.lines.map(({ err }) => err))).not.toContain(grantId)
  for (const secret of [...forms, appSecret, 'wonderland', ...Object.values(tokens).map(String)]) {
    if (secret.length > 8 || secret === 'wonderland') expect(world.text()).not.toContain(`"${secret}`)
  }
})

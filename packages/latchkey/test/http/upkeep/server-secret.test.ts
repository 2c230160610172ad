import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { ConfigError, rotateSecretFile } from '../../../src/index.ts'
import { fakeClock } from '../../../src/testing/fake-clock.ts'
import {
  expectRefusal,
  introspectAs,
  isInvited,
  obtainCode,
  redeemAs,
  refreshAs,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import {
  authorizeFully,
  authorizePath,
  type Changes,
  openWorld,
  redeem,
  responseOf,
  type World,
} from '../../fixtures/server-without-network.ts'
import { inTemporaryFolder } from '../../fixtures/temporary-folder.ts'

const accounts = { signUp: 'invite' } as const
const old = 'b2xkIHNlcnZlciBzZWNyZXQgb2YgdGhpcyB0ZXN0LCBsb25nIGVub3VnaA'
const current = 'bmV3IHNlcnZlciBzZWNyZXQgb2YgdGhpcyB0ZXN0LCBsb25nIGVub3VnaA'

/** Servers that come one after the other on one database, with one clock. */
async function overRestarts(
  use: (start: (changes: Changes) => Promise<World>, folder: string) => Promise<void>,
) {
  await inTemporaryFolder(async (folder) => {
    const clock = fakeClock()
    let last: World | undefined
    const start = async (changes: Changes) => {
      await last?.server.close()
      last = await openWorld({ storage: `sqlite:${folder}/latchkey.db`, accounts, ...changes }, clock)
      return last
    }
    try {
      await use(start, folder)
    } finally {
      await last?.server.close()
    }
  })
}

/** One of everything that the server hands out. */
async function handOut(world: World) {
  const browser = world.browser()
  const answer = await authorizeFully(browser, {
    scope: 'openid profile books:read notes:read',
    resource: 'https://api.example.test/notes',
  })
  const opaque = await tokensOf(
    redeem(world.server, answer.get('code') ?? '', { resource: 'https://api.example.test/notes' }),
  )
  const home = await authorizeFully(browser)
  const tokens = await tokensOf(redeem(world.server, home.get('code') ?? ''))
  const waiting = await world.browser().open(authorizePath())
  const { url } = await world.server.accounts.invite()
  const invitation = new URL(url).searchParams.get('invitation') ?? ''
  return { cookies: browser.cookies, opaque, tokens, code: await obtainCode(world), waiting, invitation }
}

describe('a new server secret', () => {
  test('opens all that the previous one sealed: codes, tokens, cookies, keys', async () => {
    await overRestarts(async (start) => {
      const before = await start({ secret: old })
      const out = await handOut(before)
      const kids = (await before.server.keys.list()).map(({ kid }) => kid)
      const after = await start({ secret: current, previousSecrets: [old] })
      expect((await after.server.keys.list()).map(({ kid }) => kid)).toEqual(kids)
      await tokensOf(redeemAs(after, 'app', out.code))
      expect((await userinfo(after, out.tokens.access_token)).status).toBe(200)
      expect(await introspectAs(after, 'notes', out.opaque.access_token)).toMatchObject({ active: true })
      await tokensOf(refreshAs(after, 'app', out.tokens.refresh_token))
      const browser = after.browser()
      for (const [name, value] of out.cookies) browser.cookies.set(name, value)
      expect(responseOf(await browser.open(authorizePath({ prompt: 'none' }))).get('code')).not.toBeNull()
      expect(await isInvited(after, out.invitation)).toBe(true)
    })
  })

  test('seals the keys anew, so that the previous one can go afterwards', async () => {
    await overRestarts(async (start) => {
      const { tokens } = await handOut(await start({ secret: old }))
      await start({ secret: current, previousSecrets: [old] })
      const alone = await start({ secret: current })
      expect((await userinfo(alone, tokens.access_token)).status).toBe(200)
      await expectRefusal(refreshAs(alone, 'app', tokens.refresh_token), 'invalid_grant')
    })
  })

  test('without the previous one stops the start, and says what to do (C-112)', async () => {
    await overRestarts(async (start) => {
      await start({ secret: old })
      await expect(start({ secret: current })).rejects.toThrow(/previous/)
      const again = await start({ secret: old })
      expect((await again.server.keys.list()).length).toBeGreaterThan(0)
    })
  })

  test('in a file is made, kept and rotated beside the database', async () => {
    await overRestarts(async (start, folder) => {
      const file = `${folder}/latchkey.db.secret`
      const secret = undefined
      const { tokens } = await handOut(await start({ secret }))
      const made = await readFile(file, 'utf8')
      await rotateSecretFile(file)
      expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(
        made.trim().split('\n').length + 1,
      )
      const after = await start({ secret })
      expect((await userinfo(after, tokens.access_token)).status).toBe(200)
      await tokensOf(refreshAs(after, 'app', tokens.refresh_token))
    })
  })
})

describe('a server secret', () => {
  test.each(['short', 'a'.repeat(64), ''])(
    'that can be guessed is refused at the start: %j (C-112; CVE-2026-55689)',
    async (secret) => {
      await expect(openWorld({ secret })).rejects.toBeInstanceOf(ConfigError)
    },
  )

  test('of another server opens nothing that this one hands out', async () => {
    const [here, there] = [
      await openWorld({ accounts, secret: old }),
      await openWorld({ accounts, secret: current }),
    ]
    const out = await handOut(here)
    await expectRefusal(redeemAs(there, 'app', out.code), 'invalid_grant')
    await expectRefusal(refreshAs(there, 'app', out.tokens.refresh_token), 'invalid_grant')
    expect((await userinfo(there, out.tokens.access_token)).status).toBe(401)
    expect(await introspectAs(there, 'notes', out.opaque.access_token)).toEqual({ active: false })
    const browser = there.browser()
    for (const [name, value] of out.cookies) browser.cookies.set(name, value)
    expect(responseOf(await browser.open(authorizePath({ prompt: 'none' }))).get('error')).toBe(
      'login_required',
    )
    expect(await isInvited(there, out.invitation)).toBe(false)
    expect(
      (await browser.open(new URL(out.waiting.url).pathname + new URL(out.waiting.url).search)).status,
    ).toBe(403)
    await Promise.all([here.server.close(), there.server.close()])
  })

  test('that two issuers share does not make one of them: nothing of one works at the other (C-104)', async () => {
    const other = 'https://other.example.test'
    const [here, there] = [
      await openWorld({ accounts, secret: old }),
      await openWorld({ secret: old, issuer: other }),
    ]
    const out = await handOut(here)
    const ask = (path: string, form: Record<string, string>, headers = {}) =>
      there.server.fetch(
        new Request(`${other}${path}`, { method: 'POST', body: new URLSearchParams(form), headers }),
      )
    const spa = await obtainCode(here, 'spa')
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    const redemption = {
      grant_type: 'authorization_code',
      client_id: 'spa',
      code: spa,
      code_verifier: verifier,
    }
    await expectRefusal(ask('/token', redemption), 'invalid_grant')
    const bearer = { authorization: `Bearer ${out.tokens.access_token}` }
    expect((await ask('/userinfo', {}, bearer)).status).toBe(401)
    await Promise.all([here.server.close(), there.server.close()])
  })
})

import { decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../../src/testing/fake-clock.ts'
import {
  call,
  expectRefusal,
  introspectAs,
  obtainCode,
  obtainTokens,
  redeemAs,
  refreshAs,
  type TokenAnswer,
  tokensOf,
  userinfo,
} from '../../fixtures/client-calls.ts'
import {
  authorizeFully,
  authorizePath,
  openWorld,
  responseOf,
  type World,
} from '../../fixtures/server-without-network.ts'
import { inTemporaryFolder } from '../../fixtures/temporary-folder.ts'

/* Many requests at once, through the whole server, on a database file; and two servers on one file. */

const fifty = Array.from({ length: 50 }, (_, index) => index)

/** Two servers on one database file, with one clock. */
async function onOneFile(use: (here: World, there: World) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const clock = fakeClock()
    const storage = `sqlite:${folder}/latchkey.db`
    // So many sign-ins from one address are a guesser's otherwise.
    const limits = { passwordAttemptsPerAccountAndAddress: 1000 }
    const here = await openWorld({ storage, limits }, clock)
    const there = await openWorld({ storage, limits }, clock)
    try {
      await use(here, there)
    } finally {
      await here.server.close()
      await there.server.close()
    }
  })
}

async function sortAnswers(answers: readonly Promise<Response>[]) {
  const given: TokenAnswer[] = []
  const refused: string[] = []
  for (const response of await Promise.all(answers)) {
    const body = await response.json()
    if (response.status === 200) given.push(body)
    else refused.push(`${response.status} ${body.error}`)
  }
  return { given, refused }
}

async function isAlive(world: World, { access_token, refresh_token }: TokenAnswer): Promise<boolean> {
  const asked = await userinfo(world, access_token)
  const told = await introspectAs(world, 'app', refresh_token)
  expect(asked.status === 200).toBe(told.active)
  return asked.status === 200
}

const reasonsOf = async ({ server }: World) =>
  (await server.events.list()).map(({ name, reason }) => reason ?? name)

describe('one code', () => {
  test('redeemed 50 times at once gives tokens once, and they are taken back (CODE-07, C-22; GHSA-7w99-5wm4-3g79)', async () => {
    await onOneFile(async (here) => {
      const code = await obtainCode(here)
      const { given, refused } = await sortAnswers(fifty.map(() => redeemAs(here, 'app', code)))
      expect(given).toHaveLength(1)
      expect(new Set(refused)).toEqual(new Set(['400 invalid_grant']))
      for (const tokens of given) {
        expect(await isAlive(here, tokens)).toBe(false)
        await expectRefusal(refreshAs(here, 'app', tokens.refresh_token), 'invalid_grant')
      }
      expect(await reasonsOf(here)).toContain('code.replayed')
    })
  })

  test('redeemed at two servers of one database works at either, once (CODE-07)', async () => {
    await onOneFile(async (here, there) => {
      const first = await obtainCode(here)
      expect(await isAlive(here, await tokensOf(redeemAs(there, 'app', first)))).toBe(true)
      const second = await obtainCode(here)
      const answers = fifty.map((index) => redeemAs(index % 2 === 0 ? here : there, 'app', second))
      expect((await sortAnswers(answers)).given).toHaveLength(1)
    })
  })
})

describe('one refresh token', () => {
  test('used 50 times at once has one successor, which works (RT-05, C-35; CVE-2026-1035)', async () => {
    await onOneFile(async (here, there) => {
      const { refresh_token } = await obtainTokens(here)
      const answers = fifty.map((index) => refreshAs(index % 2 === 0 ? here : there, 'app', refresh_token))
      const { given, refused } = await sortAnswers(answers)
      expect(refused).toEqual([])
      const successors = new Set(given.map((tokens) => tokens.refresh_token))
      expect(successors.size).toBe(1)
      const [successor = ''] = successors
      const next = await tokensOf(refreshAs(there, 'app', successor))
      expect(await isAlive(here, next)).toBe(true)
    })
  })

  test('used after the grace time ends the grant at every server, and an event says why (RT-04, REV-10)', async () => {
    await onOneFile(async (here, there) => {
      const first = await obtainTokens(here)
      const second = await tokensOf(refreshAs(here, 'app', first.refresh_token))
      here.clock.advance(10)
      const { given, refused } = await sortAnswers(
        fifty.map((index) => refreshAs(index % 2 === 0 ? here : there, 'app', first.refresh_token)),
      )
      expect(given).toEqual([])
      expect(new Set(refused)).toEqual(new Set(['400 invalid_grant']))
      expect(await isAlive(here, second)).toBe(false)
      expect(await isAlive(there, second)).toBe(false)
      // Whichever of the two saw the replay stores it before it answers this.
      await there.server.events.list()
      const events = await here.server.events.list()
      expect(events).toContainEqual(
        expect.objectContaining({
          name: 'refresh_token.replayed',
          outcome: 'failure',
          clientId: 'app',
          accountId: 'alice-id',
        }),
      )
    })
  })

  test('refreshed while it is revoked is dead in the end (C-109, REV-10)', async () => {
    await onOneFile(async (here, there) => {
      for (let round = 0; round < 10; round++) {
        const { refresh_token } = await obtainTokens(here)
        const refreshes = fifty
          .slice(0, 20)
          .map((index) => refreshAs(index % 2 === 0 ? here : there, 'app', refresh_token))
        refreshes.splice(round * 2, 0, call(there, '/revoke', 'app', { token: refresh_token }))
        const bodies = await Promise.all((await Promise.all(refreshes)).map((answer) => answer.json()))
        for (const body of bodies) {
          if (body.refresh_token === undefined) continue
          expect(await isAlive(here, body)).toBe(false)
          await expectRefusal(refreshAs(there, 'app', body.refresh_token), 'invalid_grant')
        }
      }
    })
  })
})

describe('two servers on one database', () => {
  test('take each other’s sessions, consents and tokens', async () => {
    await onOneFile(async (here, there) => {
      const browser = here.browser()
      await authorizeFully(browser)
      const elsewhere = there.browser()
      for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value)
      const silent = responseOf(await elsewhere.open(authorizePath({ prompt: 'none' })))
      const tokens = await tokensOf(redeemAs(here, 'app', silent.get('code') ?? ''))
      expect((await userinfo(there, tokens.access_token)).status).toBe(200)
      await call(here, '/revoke', 'app', { token: tokens.access_token })
      expect((await userinfo(there, tokens.access_token)).status).toBe(401)
    })
  })

  test('see each other’s clients and disabled accounts at once (REV-10)', async () => {
    await onOneFile(async (here, there) => {
      const tokens = await obtainTokens(here)
      await there.server.accounts.update('alice-id', { disabled: true })
      expect((await userinfo(here, tokens.access_token)).status).toBe(401)
      const { client } = await there.server.clients.create({
        name: 'New',
        redirectUris: ['https://new.example.test/cb'],
      })
      expect(await here.server.clients.find(client.clientId)).toEqual(client)
    })
  })

  test('sign with the key that the other made, at most five seconds later (JWK-04)', async () => {
    await onOneFile(async (here, there) => {
      const kidAt = async (world: World) => decodeProtectedHeader((await obtainTokens(world)).id_token).kid
      const old = await kidAt(there)
      expect(await kidAt(here)).toBe(old)
      await here.server.keys.rotate({ immediately: true })
      const tokens = await obtainTokens(here)
      expect((await userinfo(there, tokens.access_token)).status, 'unknown kid').toBe(200)
      here.clock.advance(5)
      await kidAt(there)
      expect(await kidAt(there)).toBe(await kidAt(here))
      expect(await kidAt(there)).not.toBe(old)
    })
  })

  test('make one set of keys when they start at the same moment', async () => {
    await inTemporaryFolder(async (folder) => {
      const clock = fakeClock()
      const storage = `sqlite:${folder}/latchkey.db`
      const worlds = await Promise.all([1, 2, 3].map(() => openWorld({ storage }, clock)))
      const kids = await Promise.all(
        worlds.map(async ({ server }) => (await server.keys.list()).map(({ kid }) => kid)),
      )
      expect(new Set(kids.map((list) => list.sort().join())).size).toBe(1)
      expect(kids[0]).toHaveLength(2)
      await Promise.all(worlds.map(({ server }) => server.close()))
    })
  })
})

test('50 people who sign in at the same time get tokens for themselves (C-34; CVE-2026-33544)', async () => {
  await onOneFile(async (here, there) => {
    const people = [
      ['alice-id', 'alice@example.test', 'wonderland'],
      ['bob-id', 'bob@example.test', 'builder'],
      ['carol-id', 'carol@example.test', 'christmas'],
    ] as const
    const signIns = fifty.map(async (index) => {
      const [id = '', username = '', password = ''] = people[index % people.length] ?? []
      const code = await obtainCode(index % 2 === 0 ? here : there, 'app', {}, [username, password])
      const tokens = await tokensOf(redeemAs(here, 'app', code))
      const { sub } = await (await userinfo(there, tokens.access_token)).json()
      return sub === id
    })
    expect(await Promise.all(signIns)).toEqual(fifty.map(() => true))
  })
})

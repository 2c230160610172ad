import { expect, onTestFinished } from 'vitest'
import { type LiveServer, openLiveServer } from '../fixtures/loopback-server.ts'
import { Load } from './load.ts'
import { obtainTokens, signIn } from './sign-in.ts'
import { api, profileReader, service, signedInPerson, type TokenHolder, tokenHolder } from './visitors.ts'
import { refresh, send } from './wire.ts'

/** The kinds of visitors whom only the database can serve. */
export const needy = ['refresh', 'introspection', 'userinfo', 'code']
export const everybody = [...needy, 'client_credentials']

export interface BusyServer {
  readonly live: LiveServer
  readonly load: Load
  /** What `/readyz` says. */
  readiness(): Promise<number>
  /** Sends everybody home, and looks whether all is well: see the sentences in it. */
  endWell(): Promise<void>
}

/** An assembled server on this database behind real HTTP, with many clients at once who never stop asking. */
export async function openBusyServer(storage: string): Promise<BusyServer> {
  const thrown = watchForThrown()
  const live = await openLiveServer([], {
    storage,
    secret: 'the-secret-of-a-server-that-is-very-busy',
    // An advance whose answer the database did not live to give is repeated, by a slow machine after a while.
    lifetimes: { refreshGraceSeconds: 60 },
  })
  onTestFinished(() => live.close())
  const cookie = await signIn(live)
  const shown = await obtainTokens(live, cookie)
  const held = await Promise.all(Array.from({ length: 8 }, () => obtainTokens(live, cookie)))
  const holders = held.map((tokens) => tokenHolder(live, tokens))
  const load = new Load([
    ...holders,
    ...[service(live), service(live)],
    ...[api(live, shown), api(live, shown), profileReader(live, shown)],
    ...[signedInPerson(live, cookie), signedInPerson(live, cookie)],
  ])
  onTestFinished(() => load.stop())
  return {
    live,
    load,
    readiness: async () => (await send(new URL('/readyz', live.issuer))).status,
    async endWell() {
      await load.stop()
      expect([...load.wrong].slice(0, 5), 'answers that nobody should get').toEqual([])
      await expectNoTokenLost(live, holders)
      expect(thrown, 'what was thrown past every catch').toEqual([])
    },
  }
}

/** Each client refreshes with the newest token that it was given. */
async function expectNoTokenLost({ issuer }: LiveServer, holders: readonly TokenHolder[]): Promise<void> {
  const answers = await Promise.all(holders.map((holder) => refresh(issuer, holder.token())))
  expect(answers.map(({ status }) => status)).toEqual(holders.map(() => 200))
}

function watchForThrown(): readonly unknown[] {
  const thrown: unknown[] = []
  const note = (cause: unknown) => thrown.push(cause)
  process.on('unhandledRejection', note).on('uncaughtExceptionMonitor', note)
  onTestFinished(() => {
    process.off('unhandledRejection', note).off('uncaughtExceptionMonitor', note)
  })
  return thrown
}

import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, test, vi } from 'vitest'
import type { FunctionPath } from '../../../latchkey/test/extensions/function-path.ts'
import { answering, failing, hanging } from '../../../latchkey/test/extensions/misbehaviour.ts'
import type { ProxyOptions, SessionStore, SignInOptions } from '../../src/client/express.ts'
import { signIn } from '../../src/client/fetch.ts'
import { memorySessions } from '../../src/client/sessions/memory-sessions.ts'
import { openSessionStore } from '../../src/client/sessions/open-session-store.ts'
import { guardClientLogger } from '../../src/client/sign-in/client-log.ts'
import type { ClientCredentialsOptions } from '../../src/client/tokens/client-credentials.ts'
import { createIssuer } from '../../src/issuer/issuer.ts'
import { createGuard } from '../../src/resource-server/guard.ts'
import type { ProtectOptions } from '../../src/resource-server/protect-options.ts'

const issuer = 'https://id.example.test'
const audience = 'https://api.example.test'

type Verb = keyof SessionStore
const verbs = ['create', 'load', 'replace', 'remove', 'removeExpired', 'close'] as const

function storeWith(verb: Verb, act: () => unknown): SessionStore {
  return openSessionStore({ ...memorySessions(), [verb]: act } as SessionStore)
}

function callOf(store: SessionStore, verb: Verb): Promise<unknown> {
  const content = { sealed: 'x', expiresAt: 1 }
  const calls: Readonly<Record<Verb, () => Promise<unknown>>> = {
    create: () => store.create('key', content),
    load: () => store.load('key', 0),
    replace: () => store.replace('key', 1, content),
    remove: () => store.remove('key'),
    removeExpired: () => store.removeExpired(0, 1),
    close: () => store.close(),
  }
  return calls[verb]()
}

// For the whole file: calls of one length share a timer.
beforeAll(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterAll(() => void vi.useRealTimers())

const unhandled: unknown[] = []
process.on('unhandledRejection', (thrown) => void unhandled.push(thrown))
afterEach(async () => {
  vi.restoreAllMocks()
  await new Promise((resolve) => setImmediate(resolve))
  expect(unhandled.splice(0)).toEqual([])
})

test('every function that the types of the options name is here', () => {
  type Store = `sessions.${Verb}`
  type Logger = 'logger.warn' | 'logger.error'
  expectTypeOf<FunctionPath<SignInOptions>>().toEqualTypeOf<Store | Logger | 'fetch'>()
  expectTypeOf<FunctionPath<ProtectOptions>>().toEqualTypeOf<'fetch' | 'onRefused'>()
  expectTypeOf<FunctionPath<ClientCredentialsOptions>>().toEqualTypeOf<'fetch'>()
  expectTypeOf<FunctionPath<ProxyOptions>>().toEqualTypeOf<'logger.warn'>()
})

describe.each(verbs)('sessions.%s', (verb) => {
  test.each(Object.entries(failing))('that %s is an error with its name', async (_, act) => {
    await expect(callOf(storeWith(verb, act), verb)).rejects.toThrow(`sessions.${verb} threw: `)
  })

  const reads = !['remove', 'close'].includes(verb)
  test.runIf(reads).each(Object.entries(answering))('that %s is an error with its name', async (_, act) => {
    await expect(callOf(storeWith(verb, act), verb)).rejects.toThrow(`What sessions.${verb} returned`)
  })

  test('that hangs is given up after ten seconds', async () => {
    const late = expect(callOf(storeWith(verb, hanging), verb)).rejects.toThrow(
      `sessions.${verb} did not finish within 10 seconds`,
    )
    await vi.advanceTimersByTimeAsync(10_000)
    await late
  })
})

describe('fetch', () => {
  test.each(Object.entries({ ...failing, ...answering }))(
    'that %s is an error of the issuer',
    async (_, act) => {
      const fetch = act as () => Promise<Response>
      await expect(createIssuer({ issuer, fetch }).metadata()).rejects.toMatchObject({ name: 'IssuerError' })
    },
  )
})

describe('onRefused', () => {
  test.each(Object.entries({ ...failing, ...answering, hangs: hanging }))(
    'that %s leaves the request refused, and is printed',
    async (what, act) => {
      const printed = vi.spyOn(console, 'error').mockReturnValue()
      const guard = createGuard({ issuer, audience, onRefused: act as () => void })
      const request = { method: 'GET', path: '/', authorization: undefined }
      for (let round = 0; round < 2; round++) expect((await guard.admit(request)).reply?.status).toBe(401)
      await new Promise((resolve) => setImmediate(resolve))
      expect(printed).toHaveBeenCalledTimes(Object.hasOwn(failing, what) ? 1 : 0)
    },
  )

  test('that is no function is refused at once', () => {
    expect(() => createGuard({ issuer, audience, onRefused: true as never })).toThrow('must be a function')
  })
})

describe('logger', () => {
  test.each(Object.entries({ ...failing, ...answering, hangs: hanging }))(
    'that %s harms nobody, and its line is printed',
    async (what, act) => {
      const printed = vi.spyOn(console, 'error').mockReturnValue()
      guardClientLogger({ warn: act }, ['warn']).warn({}, 'something is wrong')
      await new Promise((resolve) => setImmediate(resolve))
      const lines = Object.hasOwn(failing, what) ? 1 : 0
      expect(printed.mock.calls.filter(([line]) => String(line).includes('something is wrong'))).toHaveLength(
        lines,
      )
    },
  )

  test('without a method is refused at once, and named', () => {
    const options = { issuer, clientId: 'web', url: 'https://app.example.test', sessions: 'memory:' }
    const logger = { warn() {} } as never
    expect(() => signIn({ ...options, logger })).toThrow('logger lacks error; false turns it off')
  })
})

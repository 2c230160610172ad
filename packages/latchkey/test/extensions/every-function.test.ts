import { ExtensionFailure } from 'latchkey-connect/internal'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { type ParsedConfiguration, parseConfiguration } from '../../src/config/parse-configuration.ts'
import { extensionSeconds } from '../../src/extensions/extension-seconds.ts'
import { storageAnswers, storeAnswers } from '../../src/extensions/storage-answers.ts'
import type { Configuration, Logger } from '../../src/index.ts'
import { type PageName, pageNames } from '../../src/pages/default-pages.ts'
import type { FunctionPath } from './function-path.ts'
import { answering, failing, hanging } from './misbehaviour.ts'
import { ownEverything } from './own-everything.ts'

type Call = (parsed: ParsedConfiguration) => unknown

/** Calls a function of the parsed configuration, with whatever: the one of the embedder does not look. */
function call(path: string): Call {
  return (parsed) => {
    const names = path.split('.')
    const of = names.slice(0, -1).reduce<unknown>((outer, name) => Reflect.get(outer as object, name), parsed)
    return Reflect.apply(Reflect.get(of as object, names.at(-1) ?? ''), of, [{}, {}])
  }
}

const accountsOf = ({ accounts }: ParsedConfiguration) => {
  if (accounts.kind !== 'own') throw new Error('The accounts are the embedder’s')
  return accounts.accounts
}
const requester = { address: '192.0.2.1' }
const signIn: Call = (parsed) =>
  accountsOf(parsed).signIn({ username: 'alice', password: 'wonderland' }, requester)
const grantOf = ({ grants: [grant] }: ParsedConfiguration) => {
  if (grant === undefined) throw new Error('There is a grant')
  return grant
}
const decide = (parsed: ParsedConfiguration) => grantOf(parsed).decide({}, {} as never)

const hooks = {
  customClaims: ({ settings }: ParsedConfiguration) => settings.customClaims?.({} as never),
  adoptRefreshToken: ({ settings }: ParsedConfiguration) => settings.adoptRefreshToken?.({} as never),
  onEvent: call('onEvent'),
  'accounts.find': (parsed: ParsedConfiguration) => accountsOf(parsed).find('alice-id'),
  'accounts.signIn': signIn,
  'accounts.signIn().isStillCurrent': async (parsed: ParsedConfiguration) => {
    const answer = (await signIn(parsed)) as { isStillCurrent(): Promise<boolean> }
    return answer.isStillCurrent()
  },
  'accounts.signUp.create': (parsed: ParsedConfiguration) =>
    accountsOf(parsed).signUp?.create({} as never, requester),
  'accounts.signUp.findInvitation': (parsed: ParsedConfiguration) =>
    accountsOf(parsed).signUp?.findInvitation?.('invitation'),
  'grants[].parse': (parsed: ParsedConfiguration) => grantOf(parsed).parse({} as never),
  'grants[].decide': decide,
  'grants[].decide().commit': async (parsed: ParsedConfiguration) => (await decide(parsed)).commit?.(),
} satisfies Record<string, Call>

type Answers = typeof storeAnswers
type StorePath = { [Kind in keyof Answers]: `${Kind}.${keyof Answers[Kind] & string}` }[keyof Answers]
type Covered =
  | keyof typeof hooks
  | `pages.${PageName}`
  | `logger.${keyof Logger}`
  | `storage.${StorePath | keyof typeof storageAnswers}`

const storagePaths = [
  ...Object.entries(storeAnswers).flatMap(([kind, verbs]) =>
    Object.keys(verbs).map((verb) => `${kind}.${verb}`),
  ),
  ...Object.keys(storageAnswers),
].map((verb) => `storage.${verb}`)
const loggerPaths = ['debug', 'info', 'warn', 'error'].map((level) => `logger.${level}`)
const pagePaths = pageNames.map((name) => `pages.${name}`)
const calls = new Map<string, Call>([
  ...Object.entries(hooks),
  ...[...storagePaths, ...loggerPaths, ...pagePaths].map((path): [string, Call] => [path, call(path)]),
])

const atOnce = (path: string) => path.startsWith('pages.') || path.startsWith('logger.')
/** Whose answer nobody reads, or is read later, by a rule of its own. */
const unread = (path: string) =>
  /^(?:logger\.|onEvent$|adoptRefreshToken$|grants\[\]\.parse$|grants\[\]\.decide\(\)\.commit$)/.test(path) ||
  /\.(?:append|giveBack|attempts\.forget|touch|noteSecretUse|(?:consents|familiarBrowsers)\.remember|familiarBrowsers\.forget|replace|ping|close)$/.test(
    path,
  )
const secondsOf = (path: string) => {
  const seconds: Readonly<Record<string, number | undefined>> = extensionSeconds
  return seconds[path] ?? seconds['storage.*.*'] ?? 0
}

async function failureOf(
  path: string,
  act: () => unknown,
  before?: () => Promise<unknown>,
): Promise<unknown> {
  const parsed = parseConfiguration(ownEverything(new Map([[path, act]])))
  const ending = Promise.resolve()
    .then(() => calls.get(path)?.(parsed))
    .then(
      () => 'an answer',
      (thrown: unknown) => thrown,
    )
  await before?.()
  return ending
}

function expectNamed(failure: unknown, path: string): void {
  expect(failure).toBeInstanceOf(ExtensionFailure)
  const name = path.startsWith('grants[].') ? 'of the grant type urn:example:grant' : path
  expect((failure as ExtensionFailure).message).toContain(name)
}

const unhandled: unknown[] = []
const note = (thrown: unknown) => void unhandled.push(thrown)

// For the whole file: calls of one length share a timer.
beforeAll(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterAll(() => void vi.useRealTimers())
beforeEach(() => {
  process.on('unhandledRejection', note)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0)).toEqual([])
})

test('every function that the type of a configuration names is here', () => {
  expectTypeOf<FunctionPath<Configuration>>().toEqualTypeOf<Covered>()
  const parsed = parseConfiguration(ownEverything(new Map()))
  expect(Object.keys(parsed.pages)).toEqual(pageNames)
})

describe.each([...calls.keys()])('%s', (path) => {
  test.each(Object.entries(failing))(
    'that %s is a failure with its name, and harms nobody',
    async (_, act) => {
      const failure = await failureOf(path, act)
      if (path.startsWith('logger.')) expect(failure).toBe('an answer')
      else expectNamed(failure, path)
    },
  )

  test.each(Object.entries(answering))(
    'that %s is a failure with its name, if anybody reads it',
    async (what, act) => {
      const failure = await failureOf(path, act)
      const isHtml = path.startsWith('pages.') && typeof act() === 'string'
      const isRow =
        /^storage\.(?!familiar)\w+\.find(?:ByUsername)?$/.test(path) &&
        what === 'answers an object whose members throw'
      if (unread(path) || isHtml || isRow) expect(failure).toBe('an answer')
      else expectNamed(failure, path)
    },
  )

  test.skipIf(atOnce(path))('that hangs is given up after its time', async () => {
    const seconds = secondsOf(path)
    expect(seconds).toBeGreaterThan(0)
    const failure = await failureOf(path, hanging, () => vi.advanceTimersByTimeAsync(seconds * 1000))
    expectNamed(failure, path)
    expect((failure as ExtensionFailure).message).toContain(`within ${seconds} seconds`)
  })
})

import type { Accounts, Configuration, GrantHandler, Logger, Pages } from '../../src/index.ts'
import { pageNames } from '../../src/pages/default-pages.ts'
import type { Storage } from '../../src/ports/storage.ts'
import { createMemoryStorage } from '../../src/storage/memory/memory-storage.ts'
import { booksApi, issuer, testConfiguration } from '../fixtures/server-without-network.ts'
import { wrapVerbs } from '../fixtures/wrap-stores.ts'

export const grantType = 'urn:example:grant'
/** What an embedder's function does instead, by its path. */
export type Instead = Map<string, () => unknown>

/**
 * A configuration in which every function that can be the embedder's is, each doing its work, or what
 * `instead` says at the moment of the call.
 */
export function ownEverything(instead: Instead, storage: Storage = createMemoryStorage()): Configuration {
  const around = (path: string, call: () => unknown) => (instead.get(path) ?? call)()
  const one = <Own extends (...given: never[]) => unknown>(path: string, own: Own): Own =>
    ((...given: Parameters<Own>) => around(path, () => own(...given))) as Own
  return {
    issuer,
    ...testConfiguration,
    users: [],
    resources: testConfiguration.resources ?? [],
    clients: [
      ...(testConfiguration.clients ?? []),
      {
        clientId: 'shop',
        clientSecret: 'shop-secret-of-at-least-thirty-two-chars',
        grantTypes: [grantType],
        scopes: ['books:read'],
      },
    ],
    storage: ownStorage(storage, around),
    accounts: ownAccounts(one),
    grants: [ownGrant(one)],
    customClaims: one('customClaims', () => ({ tier: 'gold' })),
    adoptRefreshToken: one('adoptRefreshToken', () => undefined),
    onEvent: one('onEvent', () => {}),
    logger: ownLogger(one),
    pages: ownPages(one),
  }
}

type One = <Own extends (...given: never[]) => unknown>(path: string, own: Own) => Own

const ada = { id: 'alice-id', username: 'alice@example.test', disabled: false, claims: { name: 'Alice' } }

function ownAccounts(one: One): Accounts {
  return {
    signIn: one('accounts.signIn', async ({ password }: { readonly password: string }) =>
      password === 'wonderland'
        ? {
            outcome: 'authenticated',
            account: ada,
            amr: ['pwd'],
            isStillCurrent: one('accounts.signIn().isStillCurrent', async () => true),
          }
        : { outcome: 'wrong_credentials' },
    ),
    find: one('accounts.find', async (id: string) => (id === ada.id ? ada : undefined)),
    signUp: {
      mode: 'invite',
      minimumPasswordLength: 8,
      create: one('accounts.signUp.create', async () => ({ outcome: 'accepted' as const })),
      findInvitation: one('accounts.signUp.findInvitation', async () => ({ state: 'usable' as const })),
    },
  }
}

function ownGrant(one: One): GrantHandler {
  return {
    grantType,
    parse: one('grants[].parse', () => ({})),
    decide: one('grants[].decide', async () => ({
      scopes: ['books:read'],
      audience: [booksApi],
      commit: one('grants[].decide().commit', async () => {}),
    })),
  }
}

function ownLogger(one: One): Logger {
  const level = (name: keyof Logger) => one(`logger.${name}`, () => {})
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') }
}

function ownPages(one: One): Partial<Pages> {
  const pages = pageNames.map((name) => [name, one(`pages.${name}`, () => `<title>Own ${name}</title>`)])
  return Object.fromEntries(pages)
}

function ownStorage(storage: Storage, around: (path: string, call: () => unknown) => unknown): Storage {
  const stores = Object.entries(storage).map(([name, store]) => [
    name,
    typeof store === 'object' ? wrapVerbs(`storage.${name}`, store, around) : store,
  ])
  const own = wrapVerbs('storage', storage, around)
  const verbs = Object.keys(storage).map((name) => [name, own[name as keyof Storage]])
  return Object.fromEntries([...verbs, ...stores.filter(([, store]) => typeof store === 'object')])
}

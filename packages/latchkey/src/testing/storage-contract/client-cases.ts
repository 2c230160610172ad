import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict'
import type { Client, ClientSecret } from '../../protocol/clients/client.ts'
import type { ClientMember } from '../../protocol/clients/client-member.ts'
import { clientMembers } from '../../protocol/clients/client-metadata.ts'
import { countOf, fiftyAtOnce, hostileTexts, type StorageContractCase } from './contract-case.ts'
import { clientWith } from './examples.ts'

const secret: ClientSecret = {
  id: 's1',
  label: 'first',
  secretHash: 'aGFzaA',
  lastFour: 'wxyz',
  createdAt: 1000,
}

const samples = {
  text: 'a text',
  url: 'https://app.example/page',
  texts: ['https://app.example/one', 'https://app.example/two'],
  words: ['openid', 'books:read'],
  seconds: 3600,
  jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ', kid: 'k', ext: true }] },
  secrets: [secret, { ...secret, id: 's2', expiresAt: 9000, lastUsedAt: 1500 }],
  time: 1000,
  count: 4,
}

/** A client with every member it may have. */
const full: Client = {
  ...clientWith(),
  ...Object.fromEntries(clientMembers.flatMap(([name, member]) => toSample(name, member))),
  clientId: 'full',
}

/** The last option of a choice; a flag's non-default value. */
function toSample(name: string, member: ClientMember): readonly (readonly [string, unknown])[] {
  if (member.kind === 'client secret') return []
  if (member.kind === 'choice') return [[name, member.values.at(-1)]]
  return [[name, member.kind === 'flag' ? member.default !== true : samples[member.kind]]]
}

export const clientCases: readonly StorageContractCase[] = [
  {
    name: 'clients: a client with every member comes back as it was, and one with none of the optional ones has no trace of them',
    async run({ clients }) {
      strictEqual(await clients.create(full), 'created')
      strictEqual(await clients.create(clientWith()), 'created')
      deepStrictEqual(await clients.find('full'), full)
      deepStrictEqual(await clients.find('client-1'), clientWith())
      strictEqual(await clients.find('nobody'), undefined)
    },
  },
  {
    name: 'clients: of 50 that are created with the same id exactly one is',
    async run({ clients }) {
      const outcomes = await fiftyAtOnce((index) => clients.create(clientWith({ name: `n${index}` })))
      strictEqual(countOf(outcomes, 'created'), 1)
      strictEqual(countOf(outcomes, 'taken'), 49)
      strictEqual((await clients.find('client-1'))?.name, `n${outcomes.indexOf('created')}`)
    },
  },
  {
    name: 'clients: of 50 changes to the same version exactly one is made, and the others are stale',
    async run({ clients }) {
      await clients.create(clientWith())
      const outcomes = await fiftyAtOnce((index) =>
        clients.update(clientWith({ version: 2, name: `n${index}` })),
      )
      strictEqual(countOf(outcomes, 'updated'), 1)
      strictEqual(countOf(outcomes, 'stale'), 49)
      strictEqual((await clients.find('client-1'))?.name, `n${outcomes.indexOf('updated')}`)
    },
  },
  {
    name: 'clients: a change replaces the client as a whole',
    async run({ clients }) {
      await clients.create(full)
      const bare = clientWith({ clientId: 'full', version: 5 })
      strictEqual(await clients.update(bare), 'updated')
      deepStrictEqual(await clients.find('full'), bare)
    },
  },
  {
    name: 'clients: a change that skips a version or goes back is stale, and one to nobody is unknown',
    async run({ clients }) {
      await clients.create(clientWith({ version: 3 }))
      strictEqual(await clients.update(clientWith({ version: 5 })), 'stale')
      strictEqual(await clients.update(clientWith({ version: 3 })), 'stale')
      strictEqual(await clients.update(clientWith({ clientId: 'nobody', version: 2 })), 'unknown')
      deepStrictEqual(await clients.find('client-1'), clientWith({ version: 3 }))
    },
  },
  {
    name: 'clients: of 50 that remove the same client exactly one does',
    async run({ clients }) {
      await clients.create(clientWith())
      await clients.create(full)
      const outcomes = await fiftyAtOnce(() => clients.remove('client-1'))
      strictEqual(countOf(outcomes, 'removed'), 1)
      strictEqual(countOf(outcomes, 'unknown'), 49)
      strictEqual(await clients.find('client-1'), undefined)
      strictEqual(await clients.update(clientWith({ version: 2 })), 'unknown')
      deepStrictEqual(await clients.find('full'), full)
    },
  },
  {
    name: 'clients: noting the use of a secret changes neither the version nor another secret, and never goes back',
    async run({ clients }) {
      await clients.create(full)
      await fiftyAtOnce((index) => clients.noteSecretUse('full', 's1', 2000 - index))
      await clients.noteSecretUse('full', 's2', 1499)
      await clients.noteSecretUse('full', 'nothing', 3000)
      await clients.noteSecretUse('nobody', 's1', 3000)
      const [first, second] = full.secrets
      deepStrictEqual(await clients.find('full'), {
        ...full,
        secrets: [{ ...first, lastUsedAt: 2000 }, second],
      })
    },
  },
  {
    name: 'clients: a change by a caller that had not seen the latest use of a secret does not undo it',
    async run({ clients }) {
      await clients.create(full)
      await clients.noteSecretUse('full', 's2', 2000)
      strictEqual(await clients.update({ ...full, version: 5 }), 'updated')
      strictEqual((await clients.find('full'))?.secrets[1]?.lastUsedAt, 2000)
      strictEqual(Object.hasOwn((await clients.find('full'))?.secrets[0] ?? {}, 'lastUsedAt'), false)
    },
  },
  {
    name: 'clients: paging visits every client once, ordered by id, though a client of the last page is removed meanwhile',
    async run({ clients }) {
      const ids = Array.from({ length: 25 }, (_, index) => `c${String(index).padStart(2, '0')}`)
      for (const clientId of ids.toReversed()) await clients.create(clientWith({ clientId }))
      const visited: string[] = []
      for (;;) {
        const after = visited.at(-1)
        const page = await clients.list({ limit: 10, ...(after !== undefined && { after }) })
        visited.push(...page.map((client) => client.clientId))
        if (page.length < 10) break
        await clients.remove(visited.at(-1) ?? '')
      }
      deepStrictEqual(visited, ids)
    },
  },
  {
    name: 'clients: a page has 1 to 500 rows; another limit is a mistake',
    async run({ clients }) {
      await clients.create(clientWith())
      for (const limit of [0, -1, 501, 1.5, Number.NaN]) {
        await rejects(async () => clients.list({ limit }), RangeError)
      }
      deepStrictEqual(await clients.list({ limit: 500 }), [clientWith()])
    },
  },
  {
    name: 'clients: hostile text in any member is stored as text',
    async run({ clients }) {
      for (const text of hostileTexts) {
        const client = clientWith({ clientId: text, name: text, redirectUris: [text], scopes: [text] })
        strictEqual(await clients.create(client), 'created')
        deepStrictEqual(await clients.find(text), client)
      }
      strictEqual((await clients.list({ limit: 500 })).length, hostileTexts.length)
    },
  },
]

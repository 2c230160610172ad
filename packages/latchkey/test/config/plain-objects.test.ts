import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadConfiguration } from '../../src/config/load-configuration.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'
import { issuer, parse, problemsOf } from './problems-of.ts'

class Written {
  issuer = issuer
  storage = 'memory:'
  areas = { account: false }
}

const inherits = (members: object) => Object.create(members) as object

it.each([
  [
    'an instance of a class',
    new Written(),
    /^: must be a plain object or a list, not an instance of Written$/,
  ],
  ['an object that inherits', Object.assign(inherits({}), { issuer }), /not one that inherits$/],
  ['an object whose members are inherited', inherits({ issuer }), /not one that inherits$/],
  ['a map', new Map([['issuer', issuer]]), /not an instance of Map$/],
  ['a promise', Promise.resolve({ issuer }), /not an instance of Promise: write await before it$/],
])('%s is refused as a configuration, although nothing in it is wrong', (_what, written, sentence) => {
  const problems = problemsOf(written)
  expect(problems).toEqual([expect.stringMatching(sentence)])
})

it('an object without a prototype is as good as any', () => {
  expect(parse(Object.assign(Object.create(null), { issuer })).settings.issuer).toBe(issuer)
})

it.each([
  ['limits', new Map([['passwordAttemptsPerAccount', 5]])],
  ['outbound', Promise.resolve({ proxy: 'http://proxy.example:3128' })],
  ['lifetimes', inherits({ sessionSeconds: 60 })],
  ['areas', new (class Areas {})()],
  ['clients', new Set()],
  ['accounts', Promise.resolve({ signIn() {}, find() {} })],
  ['accounts', new Map()],
  ['brand', new Date()],
  ['pages', new Map()],
  ['messages', new Map()],
  ['scopes', new Map()],
])('%s is refused where it is not plain, instead of being taken for empty', (name, value) => {
  expect(problemsOf({ issuer, [name]: value })).toEqual([
    expect.stringMatching(new RegExp(`^${name}: must be a plain object or a list`)),
  ])
})

it('so is what is deeper, by its path', () => {
  const resource = { uri: 'https://api.example.com', scopes: new Map([['read', 'Read']]) }
  const users = [{ username: 'ada', claims: { address: new Date() } }]
  expect(problemsOf({ issuer, resources: [resource], users, clients: [new (class App {})()] })).toEqual([
    'resources[0].scopes: must be a plain object or a list, not an instance of Map',
    'clients[0]: must be a plain object or a list, not an instance of App',
    'users[0].claims.address: must be a plain object or a list, not an instance of Date',
  ])
})

it.each(['accounts', 'storage', 'pages', 'logger', 'clients', 'areas', 'outbound', 'grants', 'secret'])(
  '%s: null is no way to say nothing',
  (name) => {
    expect(problemsOf({ issuer, [name]: null })).toEqual([expect.stringMatching(new RegExp(`^${name}: `))])
  },
)

it('the command says it of a file too', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = `export default new (class Config { issuer = '${issuer}' })()`
    writeFileSync(`${folder}/latchkey.config.mjs`, file)
    const loading = loadConfiguration({ folder, environment: {} })
    await expect(loading).rejects.toThrow(/must be a plain object or a list, not an instance of Config/)
  })
})

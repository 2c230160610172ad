import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadConfiguration } from '../../src/config/load-configuration.ts'
import { statedMembers } from '../../src/protocol/clients/client-metadata.ts'
import type { Members } from '../../src/settings/option.ts'
import { commandOptions, serverOptions } from '../../src/settings/options.ts'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'
import { issuer, parse, problemsOf, problemsOfClient } from './problems-of.ts'

const redirectUris = ['https://app.example.com/cb']
const setOrLeaveOut = /is undefined, .*: set the variable that it is read from, or leave the key out$/

describe('a key whose value is undefined', () => {
  it.each(['secret', 'secretFile', 'corsOrigins', 'storage'])('is refused at %s', (name) => {
    const problems = problemsOf({ issuer, [name]: undefined })
    expect(problems).toEqual([expect.stringMatching(setOrLeaveOut)])
    expect(problems[0]).toMatch(new RegExp(`^${name}: `))
  })

  it('is refused at outbound.proxy: requests must not go around it', () => {
    expect(problemsOf({ issuer, outbound: { allow: [], proxy: undefined } })).toEqual([
      expect.stringMatching(/^outbound\.proxy: is undefined, and without it requests go out directly/),
    ])
  })

  it.each(['clientSecret', 'jwks', 'jwksUri', 'disabled', 'verified', 'defaultMaxAge'])(
    'is refused at %s of a client, which would be public, or trusted more, without it',
    (name) => {
      const problems = problemsOfClient({ redirectUris, [name]: undefined })
      expect(problems).toEqual([expect.stringMatching(setOrLeaveOut)])
      expect(problems[0]).toMatch(new RegExp(`^clients\\[0\\]\\.${name}: `))
    },
  )

  it('is refused at the password of a user, which would stay without one for good', () => {
    expect(problemsOf({ issuer, users: [{ username: 'ada', password: undefined }] })).toEqual([
      expect.stringMatching(/^users\[0\]\.password: is undefined, .* made without a password/),
    ])
  })

  it('is told once for a secret that is required anyway', () => {
    const storage = 'postgres://db.example/id'
    expect(problemsOf({ issuer, storage, secret: undefined })).toHaveLength(1)
  })

  it.each([
    { previousSecrets: undefined },
    { accounts: undefined },
    { accounts: { signUp: undefined, minimumPasswordLength: undefined } },
    { areas: { account: undefined } },
    { trustedProxies: undefined },
    { outbound: undefined },
    { limits: { passwordAttemptsPerAccount: undefined } },
    { clients: [{ clientId: 'a', redirectUris, requirePkce: undefined }] },
  ])('is the same as no key where the default is the careful one: %j', (written) => {
    const said: unknown = JSON.parse(JSON.stringify(written))
    expect(parse({ issuer, ...written })).toEqual(parse({ issuer, ...(said as object) }))
  })
})

const longEnough = '0123456789abcdef'

describe('a client secret that is empty or can be guessed', () => {
  it.each([
    ['a text', '', /^clients\[0\]\.clientSecret: is empty: set the variable/],
    ['a list', [], /^clients\[0\]\.clientSecret: is an empty list/],
    ['a list of nothing', [undefined], /^clients\[0\]\.clientSecret/],
    ['a list of an empty text', [longEnough, ''], /^clients\[0\]\.clientSecret\[1\]: is empty/],
    ['null', null, /^clients\[0\]\.clientSecret: must be a string or a list/],
    ['15 characters', '123456789abcdef', /^clients\[0\]\.clientSecret: must be at least 16 characters long/],
    ['15 of them in a list', [longEnough, '123456789abcdef'], /^clients\[0\]\.clientSecret\[1\]: must be at/],
  ])('is refused as %s, in development too', (_what, clientSecret, sentence) => {
    const client = { clientId: 'shop', redirectUris: ['https://app.example.com/cb'], clientSecret }
    const problems = problemsOf({ issuer: 'http://localhost:4000', clients: [client] })
    expect(problems).toEqual([expect.stringMatching(sentence)])
    expect(problemsOfClient({ redirectUris, clientSecret: longEnough })).toEqual([])
  })

  it.each([undefined, null, '', [], 'too-short'])(
    'is told with the id of its client, which is easier to find than its number: %j',
    (clientSecret) => {
      const clients = [
        { clientId: 'phone', redirectUris },
        { clientId: 'shop', redirectUris, clientSecret },
      ]
      expect(() => parse({ issuer, clients })).toThrow(/^ {2}clients\[1\]\.clientSecret \(client "shop"\): /m)
    },
  )
})

/** Loads a configuration as the command does. */
function load(configuration: string, environment = {}) {
  return inTemporaryFolder((folder) => {
    writeFileSync(`${folder}/latchkey.config.mjs`, `export default ${configuration}`)
    return loadConfiguration({ folder, environment })
  })
}

it('the command refuses tls: undefined, which would mean http', async () => {
  await expect(load(`{ issuer: '${issuer}', tls: undefined }`)).rejects.toThrow(
    /tls: is undefined, and without it the server speaks plain http/,
  )
})

it('a variable of ours does for a secret that the file reads from another one', async () => {
  const environment = { LATCHKEY_SECRET: 'MbZ0y7v1mW0r3lP5b8tq2n4x6a9c1e3g' }
  const { parsed } = await load(`{ issuer: '${issuer}', secret: process.env.NOT_SET }`, environment)
  expect(parsed.secrets).toEqual([environment.LATCHKEY_SECRET])
})

it('the guide names every such option', () => {
  const guide = readFileSync(`${import.meta.dirname}/../../../../docs/guides/configuration.md`, 'utf8')
  const [, section = ''] = guide.split('## What must not be undefined')
  const named = [...(section.split('\n## ')[0] ?? '').matchAll(/^- `([^`]+)`/gm)].map(([, name]) => name)
  const names = [
    ...namesIn({ ...serverOptions, ...commandOptions }),
    'users[].password',
    ...statedMembers.filter(([, member]) => member.withoutIt).map(([name]) => `clients[].${name}`),
  ]
  expect(names.length).toBeGreaterThan(5)
  expect(named.toSorted()).toEqual(names.toSorted())
})

function namesIn(options: Members, prefix = ''): string[] {
  return Object.entries(options).flatMap(([name, { withoutIt, members = {} }]) => [
    ...(withoutIt === undefined ? [] : [prefix + name]),
    ...namesIn(members, `${prefix}${name}.`),
  ])
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientStatement } from '../../src/protocol/clients/client.ts'
import { statedMembers } from '../../src/protocol/clients/client-metadata.ts'
import { openShell, type Shell } from './shell.ts'

type Name = keyof ClientStatement
type Given = readonly [words: string, value: unknown]

const uri = 'https://other.example.com'
const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }

/** For each member: what the command is told, and what the client then has. */
const given: Readonly<Record<Name, Given>> = {
  name: ["--name 'Another'", 'Another'],
  applicationType: ['--type native', 'native'],
  clientUri: [`--homepage ${uri}`, uri],
  policyUri: [`--policy-uri ${uri}`, uri],
  tosUri: [`--tos-uri ${uri}`, uri],
  verified: ['--no-verified', false],
  firstParty: ['--first-party', true],
  disabled: ['--disable', true],
  tokenEndpointAuthMethod: ['--method client_secret_post', 'client_secret_post'],
  jwks: ['--jwks keys.json --method private_key_jwt', { keys: [key] }],
  jwksUri: [`--jwks-uri ${uri} --method private_key_jwt`, uri],
  tokenEndpointAuthSigningAlg: ['--token-endpoint-auth-signing-alg ES256', 'ES256'],
  assertionAudience: ['--assertion-audience endpoint', 'endpoint'],
  redirectUris: [`--redirect-uri ${uri}/a --redirect-uri ${uri}/b`, [`${uri}/a`, `${uri}/b`]],
  postLogoutRedirectUris: [`--post-logout-redirect-uri ${uri}`, [uri]],
  backendLogout: ['--backend-logout', true],
  grantTypes: ['--grant authorization_code', ['authorization_code']],
  scopes: ['--scope openid --scope books:read', ['openid', 'books:read']],
  defaultResource: ['--default-resource https://api.example.com', 'https://api.example.com'],
  introspects: ['--introspects https://api.example.com', ['https://api.example.com']],
  requirePkce: ['--no-pkce', false],
  rotateRefreshTokens: ['--rotate', true],
  idTokenSignedResponseAlg: ['--id-token-signed-response-alg RS256', 'RS256'],
  claimsInIdToken: ['--claims-in-id-token', true],
  defaultMaxAge: ['--default-max-age 300', 300],
  requireAuthTime: ['--require-auth-time', true],
}
const names = Object.keys(given) as Name[]

let shell: Shell
let count = 0

beforeAll(() => {
  shell = openShell()
  shell.write('keys.json', JSON.stringify({ keys: [key] }))
})
afterAll(() => shell.remove())

/** Registers a client with these options; returns its id. */
async function create(words: string): Promise<string> {
  count += 1
  const redirect = words.includes('--redirect-uri') ? '' : '--redirect-uri https://app.example.com/cb'
  const answer = await shell.latchkey(`client create App --id app-${count} ${redirect} ${words} --json`)
  expect(answer.note).toBe('')
  return answer.document.client.clientId
}

async function update(id: string, words: string): Promise<void> {
  const answer = await shell.latchkey(`client update ${id} ${words} --json`)
  expect(answer.note).toBe('')
}

const find = async (id: string) => (await shell.latchkey(`client show ${id} --json`)).document.client

it('every member that can be stated at any time is in this test', () => {
  const stated = statedMembers.filter(([, { only }]) => only === undefined).map(([name]) => name)
  expect(names.toSorted()).toEqual(stated.toSorted())
})

/** What changes with a member besides. */
const beside: Partial<Record<Name, object>> = {
  jwks: { tokenEndpointAuthMethod: 'private_key_jwt' },
  jwksUri: { tokenEndpointAuthMethod: 'private_key_jwt' },
}

/** What `update` takes away with `--no-…`, from a client that was created with these options. */
const taken: Partial<Record<Name, string>> = {
  clientUri: '--no-homepage',
  policyUri: '--no-policy-uri',
  tosUri: '--no-tos-uri',
  jwks: `--no-jwks --jwks-uri ${uri}`,
  jwksUri: '--no-jwks-uri --jwks keys.json',
  tokenEndpointAuthSigningAlg: '--no-token-endpoint-auth-signing-alg',
  idTokenSignedResponseAlg: '--no-id-token-signed-response-alg',
  defaultMaxAge: '--no-default-max-age',
  defaultResource: '--no-default-resource',
}

describe('latchkey client', () => {
  it.each(names.filter((name) => name !== 'name'))('create can state %s', async (name) => {
    const [words, value] = given[name]
    expect(await find(await create(words))).toHaveProperty(name, value)
  })

  it.each(names)('update can change %s, and nothing that is not said', async (name) => {
    const [words, value] = given[name]
    const id = await create('')
    const before = await find(id)
    await update(id, words)
    expect(await find(id)).toEqual({ ...before, ...beside[name], [name]: value, version: 2 })
  })

  it.each(Object.entries(taken))('update can take away %s: %s', async (name, words) => {
    const id = await create(given[name as Name][0])
    await update(id, words)
    expect(await find(id)).not.toHaveProperty(name)
  })

  it('update can take away all that a client can be without, and each says so in its help', async () => {
    const removable = statedMembers.filter(([, member]) => 'absent' in member && member.only === undefined)
    expect(Object.keys(taken).toSorted()).toEqual(removable.map(([name]) => name).toSorted())
    const [created, updated] = await Promise.all(
      ['create', 'update'].map(async (verb) => (await shell.latchkey(`client ${verb} --help`)).out),
    )
    expect(updated).toMatch(/^ {2}--no-jwks +takes away --jwks <file>$/m)
    expect(created).not.toContain('--no-jwks')
  })

  it.each([
    ['scopes', '--no-scope'],
    ['introspects', '--no-introspects'],
    ['postLogoutRedirectUris', '--no-post-logout-redirect-uri'],
  ] as const)('create and update can empty %s', async (name, words) => {
    const id = await create(given[name][0])
    await update(id, words)
    expect(await find(id)).toHaveProperty(name, [])
    expect(await find(await create(words))).toHaveProperty(name, [])
    await update(id, `${words} ${given[name][0]}`)
    expect(await find(id)).toHaveProperty(name, given[name][1])
  })
})

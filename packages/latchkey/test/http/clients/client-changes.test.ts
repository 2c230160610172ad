import { describe, expect, test } from 'vitest'
import { type ClientChange, type ClientRegistration, ManagementError } from '../../../src/index.ts'
import { useWorld } from '../../fixtures/use-world.ts'

const world = useWorld()
const registration = { name: 'Shop', redirectUris: ['https://shop.example.test/cb'] }
const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] }

const create = async (more: Partial<ClientRegistration> = {}) =>
  (await world.server.clients.create({ ...registration, ...more })).client.clientId

/** What a caller without types may pass. */
const update = (clientId: string, change: unknown) =>
  world.server.clients.update(clientId, change as ClientChange)

/** The message of the refusal. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const cause = await work.then(
    () => 'done',
    (error: unknown) => error,
  )
  expect(cause).toBeInstanceOf(ManagementError)
  expect(cause).toMatchObject({ code: 'INVALID' })
  return (cause as Error).message
}

describe('a change of a client', () => {
  test.each([null, undefined])(
    'cannot take the method from it (%s), nor with it the rules of public clients (OAuth 2.1 §7.6)',
    async (tokenEndpointAuthMethod) => {
      const id = await create({ tokenEndpointAuthMethod: 'none' })
      const weaker = { tokenEndpointAuthMethod, requirePkce: false, rotateRefreshTokens: false }
      expect(await refusal(update(id, weaker))).toMatch(
        /^tokenEndpointAuthMethod (cannot be null|is undefined)/,
      )
      expect(await world.server.clients.find(id)).toMatchObject({
        tokenEndpointAuthMethod: 'none',
        requirePkce: true,
        version: 1,
      })
    },
  )

  test.each([
    ['to a public client', { tokenEndpointAuthMethod: 'none' }, /^requirePkce cannot be false/],
    ['to keys that it has not', { tokenEndpointAuthMethod: 'private_key_jwt' }, /^jwks is required/],
    ['to a method of no name', { tokenEndpointAuthMethod: '' }, /^tokenEndpointAuthMethod must be/],
    ['to a number', { tokenEndpointAuthMethod: 5 }, /^tokenEndpointAuthMethod must be/],
  ])('%s is checked as the client would be stored', async (_what, change, sentence) => {
    const id = await create({ requirePkce: false })
    expect(await refusal(update(id, change))).toMatch(sentence)
  })

  test.each(['name', 'disabled', 'scopes', 'requirePkce', 'grantTypes', 'verified'])(
    'cannot remove %s, which every client has',
    async (name) => {
      expect(await refusal(update(await create(), { [name]: null }))).toContain(`${name} cannot be null`)
    },
  )

  test.each(['name', 'disabled', 'jwks', 'defaultMaxAge'])(
    'that leaves %s undefined says nothing, and is told so',
    async (name) => {
      const told = await refusal(update(await create(), { [name]: undefined }))
      expect(told).toContain(`${name} is undefined: leave it out to keep its value`)
      expect(told.includes('or write null to remove it')).toBe(['jwks', 'defaultMaxAge'].includes(name))
    },
  )

  test('removes with null what a client can be without', async () => {
    const id = await create({ clientUri: 'https://shop.example.test', defaultMaxAge: 60 })
    const changed = await update(id, { clientUri: null, defaultMaxAge: null })
    for (const client of [changed, await world.server.clients.find(id)]) {
      expect(client).not.toHaveProperty('clientUri')
      expect(client).not.toHaveProperty('defaultMaxAge')
    }
  })

  test.each([
    ['clientSecret', 'a-secret-of-my-own-0123456789', /^clientSecret cannot be changed: addSecret adds one/],
    ['secrets', [], /^secrets cannot be changed: addSecret/],
    ['clientId', 'other', /^clientId cannot be changed/],
    ['version', 9, /^version cannot be changed/],
    [
      'redirectUri',
      ['https://a.example/'],
      /^A client has no member redirectUri; did you mean "redirectUris"\?/,
    ],
    ['colour', 'red', /^A client has no member colour$/],
    ['name', 'red \u001b[31m', /^name must not contain control characters/],
  ])('is refused with %s: %j, and stores nothing', async (name, value, sentence) => {
    const id = await create()
    expect(await refusal(update(id, { [name]: value }))).toMatch(sentence)
    expect(await world.server.clients.find(id)).toMatchObject({ version: 1 })
  })

  test('replaces keys by their URL, and keys by a secret', async () => {
    const id = await create({ jwks })
    const jwksUri = 'https://shop.example.test/jwks'
    expect(await refusal(update(id, { jwks: null }))).toMatch(/^jwks is required/)
    expect(await update(id, { jwks: null, jwksUri })).toMatchObject({ jwksUri })
    const changed = await update(id, { jwksUri: null, tokenEndpointAuthMethod: 'client_secret_basic' })
    expect(changed).not.toHaveProperty('jwks')
    expect(changed).not.toHaveProperty('jwksUri')
    expect((await world.server.clients.addSecret(id)).clientSecret).toMatch(/\w{20}/)
  })

  test.each([
    null,
    undefined,
    // A list would be spread.
    [[]],
    'name',
    5,
    new Map(),
    new (class Change {
      name = 'x'
    })(),
  ])('has to be a plain object, not %o', async (change) => {
    expect(await refusal(update(await create(), change))).toBe('A change must be a plain object')
  })
})

describe('a registration', () => {
  test.each([null, undefined, [[]], 'name', Promise.resolve(registration)])(
    'has to be a plain object, not %o',
    async (written) => {
      const work = world.server.clients.create(written as unknown as ClientRegistration)
      expect(await refusal(work)).toBe('A registration must be a plain object')
    },
  )

  test.each([
    ['clientSecret', 'a-secret-of-my-own-0123456789', /^clientSecret cannot be chosen/],
    ['clientSecret', null, /^clientSecret cannot be chosen/],
    ['clientSecret', undefined, /^clientSecret cannot be chosen: leave it out, .* addSecret adds one/],
    ['jwks', undefined, /^jwks is undefined: write its value, or leave it out$/],
    ['disabled', undefined, /^disabled is undefined/],
    ['defaultMaxAge', undefined, /^defaultMaxAge is undefined/],
    ['name', 'Shop \u202egnp.exe', /^name must not contain control characters/],
    ['name', ' ', /^name must not be blank/],
    ['clientId', null, /^clientId must be a string/],
    ['tokenEndpointAuthMethod', null, /^tokenEndpointAuthMethod must be/],
    ['tokenEndpointAuthMethod', 5, /^tokenEndpointAuthMethod must be/],
    ['jwks', null, /^jwks must be/],
    ['secrets', [], /^secrets is not a known option/],
  ])('is refused with %s: %j', async (name, value, sentence) => {
    const written = { ...registration, [name]: value } as ClientRegistration
    expect(await refusal(world.server.clients.create(written))).toMatch(sentence)
  })

  test('takes undefined for absent, as the configuration does: the client still gets a secret', async () => {
    const nothing = { clientId: undefined, tokenEndpointAuthMethod: undefined }
    const written = { ...registration, ...nothing } as unknown as ClientRegistration
    const { client, clientSecret } = await world.server.clients.create(written)
    expect(client.tokenEndpointAuthMethod).toBe('client_secret')
    expect(clientSecret).toMatch(/\w{20}/)
  })
})

test.each([null, [[]], { label: null }, { label: 5 }, { expiresAt: Number.NaN }, { expiresAt: 1e300 }])(
  'a secret with %o for its options is refused: it might never expire',
  async (options) => {
    await refusal(world.server.clients.addSecret(await create(), options as object))
  },
)

import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { requireUsableCredentials, toClientAuthentication } from '../../src/issuer/client-authentication.ts'

const as = { issuer: 'https://id.example' }
const client = { client_id: 'web' }

async function sentBy(options: Parameters<typeof toClientAuthentication>[0]) {
  const [body, headers] = [new URLSearchParams(), new Headers()]
  const authenticate = await toClientAuthentication(options)
  await authenticate(as, client, body, headers)
  return { body: Object.fromEntries(body), authorization: headers.get('authorization') }
}

describe('how a client proves itself', () => {
  test('with a secret: in the header, or in the body when that is registered (RFC 6749 §2.3.1)', async () => {
    const basic = await sentBy({ clientSecret: 'a:b c' })
    expect(basic.authorization).toBe(`Basic ${btoa('web:a%3Ab+c')}`)
    const post = await sentBy({ clientSecret: 's', tokenEndpointAuthMethod: 'client_secret_post' })
    expect([post.body.client_secret, post.authorization]).toEqual(['s', null])
  })

  test('with a key: a signed assertion for the issuer, naming the key (RFC 7523 §2.2)', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const { body } = await sentBy({
      privateKey: { ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'k1' },
    })
    const [header = '', payload = ''] = (body.client_assertion ?? '').split('.')
    const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
    expect(parse(header)).toMatchObject({ alg: 'ES256', kid: 'k1' })
    expect(parse(payload)).toMatchObject({ iss: 'web', sub: 'web', aud: 'https://id.example' })
  })

  test('with neither it is a public client', async () => {
    expect(await sentBy({})).toEqual({ body: { client_id: 'web' }, authorization: null })
  })
})

describe('what was announced and is not there', () => {
  test.each([
    [{ clientSecret: undefined }, 'clientSecret is empty'],
    [{ clientSecret: '' }, 'clientSecret is empty'],
    [{ privateKey: undefined }, 'privateKey is empty'],
    [{ clientSecret: 'x', privateKey: { kty: 'EC' } }, 'not both'],
  ])('%j is refused, and does not turn into a public client', (options, message) => {
    expect(() => requireUsableCredentials(options)).toThrow(message)
  })

  test.each([
    [{ kty: 'EC' }],
    [{ kty: 'EC', alg: 'ES256' }],
    [{ kty: 'oct', k: 'c2VjcmV0', alg: 'HS256', d: 'x' }],
  ])('%j cannot sign', async (privateKey) => {
    await expect(toClientAuthentication({ privateKey })).rejects.toThrow('privateKey must be')
  })
})

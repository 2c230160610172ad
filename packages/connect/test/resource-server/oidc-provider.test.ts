import { createServer, type Server } from 'node:http'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { openApi } from './guarded-handler.ts'

const secret = 'provider-secret-of-more-than-thirty-two-characters'
const [booksApi, notesApi] = ['https://api.example.test/books', 'https://api.example.test/notes']

/** An issuer of other people, with JWTs for one API and opaque tokens for another. */
describe('tokens of oidc-provider', () => {
  let listener: Server
  let issuer: string
  beforeAll(async () => {
    listener = createServer((req, res) => void handler(req, res))
    issuer = await listen(listener)
    const resourceServer = (format: 'jwt' | 'opaque', audience: string, scope: string) => ({
      scope,
      audience,
      accessTokenFormat: format,
      accessTokenTTL: 600,
    })
    const provider = new Provider(issuer, {
      clients: ['app', 'notes'].map((clientId) => ({
        client_id: clientId,
        client_secret: secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      })),
      features: {
        clientCredentials: { enabled: true },
        introspection: { enabled: true },
        revocation: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_context, resource) =>
            resource === booksApi
              ? resourceServer('jwt', booksApi, 'books:read')
              : resourceServer('opaque', notesApi, 'notes:read'),
        },
      },
    })
    const handler = provider.callback()
  })
  afterAll(() => close(listener))

  test('are good as JWTs, for their own audience only', async () => {
    const token = await fetchToken(booksApi, 'books:read')
    const seen = await openApi({ issuer, audience: booksApi }, 'books:read')(token)
    expect(seen).toMatchObject({ status: 200, body: { clientId: 'app', scopes: ['books:read'] } })
    expect(seen.body).not.toHaveProperty('accountId')
    expect(await openApi({ issuer, audience: booksApi }, 'books:write')(token)).toMatchObject({ status: 403 })
    expect(await openApi({ issuer, audience: notesApi })(token)).toMatchObject({ reason: 'wrong_audience' })
  })

  test('are good as opaque ones by introspection, until they are revoked', async () => {
    const token = await fetchToken(notesApi, 'notes:read')
    const introspection = { clientId: 'notes', clientSecret: secret, cacheSeconds: 0 }
    const api = openApi({ issuer, audience: notesApi, introspection }, 'notes:read')
    expect(await api(token)).toMatchObject({ status: 200, body: { clientId: 'app', scopes: ['notes:read'] } })
    expect(await openApi({ issuer, audience: booksApi, introspection })(token)).toMatchObject({
      reason: 'wrong_audience',
    })
    await post('/token/revocation', { token })
    expect(await api(token)).toMatchObject({ status: 401, reason: 'inactive' })
  })

  async function fetchToken(resource: string, scope: string): Promise<string> {
    const answer = await post('/token', { grant_type: 'client_credentials', resource, scope })
    return String((await answer.json()).access_token)
  }

  function post(path: string, form: Record<string, string>): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`app:${secret}`).toString('base64')}`
    return fetch(issuer + path, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(form),
    })
  }
})

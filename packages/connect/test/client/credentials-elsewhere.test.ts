import { createServer, type RequestListener } from 'node:http'
import { exportJWK } from 'jose'
import { Provider } from 'oidc-provider'
import { expect, test } from 'vitest'
import { close, listen, makeClientKey } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { clientCredentials } from '../../src/client/tokens/client-credentials.ts'

const api = 'https://api.example.test/books'
const clientSecret = 'a secret with : and % and +'

/** oidc-provider, a server of somebody else. */
async function openElsewhere() {
  const key = await makeClientKey('ES256')
  const listener = createServer((req, res) => answer?.(req, res))
  let answer: RequestListener | undefined
  const issuer = await listen(listener)
  const worker = { redirect_uris: [], response_types: [], grant_types: ['client_credentials'] }
  const provider = new Provider(issuer, {
    clients: [
      { ...worker, client_id: 'with-secret', client_secret: clientSecret },
      {
        ...worker,
        client_id: 'with-key',
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: { keys: [key.publicJwk] },
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ scope: 'books:read', accessTokenFormat: 'jwt', audience: api }),
      },
    },
  })
  answer = provider.callback()
  const privateKey = { ...(await exportJWK(key.privateKey)), alg: 'ES256', kid: 'key-ES256' } as JsonWebKey
  return { issuer, privateKey, close: () => close(listener) }
}

test('another server gives tokens too, to a secret with signs that have to be escaped (RFC 6749 §2.3.1) and to a key', async () => {
  const { issuer, privateKey, close } = await openElsewhere()
  const asked = { issuer, scope: 'books:read', resource: api }
  const withSecret = clientCredentials({ ...asked, clientId: 'with-secret', clientSecret })
  expect(await withSecret.accessToken()).toMatch(/^ey/)
  const withKey = clientCredentials({ ...asked, clientId: 'with-key', privateKey })
  expect(await withKey.accessToken()).toMatch(/^ey/)

  const wrong = clientCredentials({ ...asked, clientId: 'with-secret', clientSecret: 'wrong' })
  await expect(wrong.accessToken()).rejects.toThrow(/refuses the client with-secret.*clientSecret/)
  await close()
})

import { ClientSecretBasic, clientCredentialsGrantRequest } from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import { createIssuer } from '../../../connect/src/issuer/issuer.ts'
import { openLiveServer, secret } from '../fixtures/loopback-server.ts'
import { answering, listening, outbound } from './outbound-world.ts'

describe('an upstream issuer that is asked by the fetch of the outbound room', () => {
  it('is discovered and asked for tokens where outbound.allow names it', async () => {
    const live = await openLiveServer()
    const { origin } = live.issuer
    const issuer = createIssuer({ issuer: origin, fetch: outbound({ allow: [origin] }).fetch })
    const metadata = await issuer.metadata()
    const response = await clientCredentialsGrantRequest(
      metadata,
      { client_id: 'basic' },
      ClientSecretBasic(secret),
      new URLSearchParams({ scope: 'books:read' }),
      issuer.requestOptions(),
    )
    expect(await response.json()).toMatchObject({ token_type: 'Bearer', scope: 'books:read' })
    await live.close()
  })

  it('is not asked where it is not named (C-74)', async () => {
    let asked = 0
    const port = await listening((_request, response) => response.end(String(++asked)))
    const issuer = createIssuer({ issuer: `http://127.0.0.1:${port}`, fetch: outbound().fetch })
    await expect(issuer.metadata()).rejects.toMatchObject({
      code: 'ISSUER_UNAVAILABLE',
      cause: { message: expect.stringMatching(/^Not fetched/) },
    })
    expect(asked).toBe(0)
  })

  it('leads to no address inside by what its metadata say (C-74)', async () => {
    let asked = 0
    const inside = await listening((_request, response) => response.end(String(++asked)))
    const port = await listening((request, response) => {
      const issuer = `http://127.0.0.1:${port}`
      const jwks_uri = `http://127.0.0.1:${inside}/jwks`
      answering(JSON.stringify({ issuer, jwks_uri }))(request, response)
    })
    const origin = `http://127.0.0.1:${port}`
    const issuer = createIssuer({ issuer: origin, fetch: outbound({ allow: [origin] }).fetch })
    const { jwks_uri = '' } = await issuer.metadata()
    await expect(issuer.fetch(jwks_uri)).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' })
    expect(asked).toBe(0)
  })
})

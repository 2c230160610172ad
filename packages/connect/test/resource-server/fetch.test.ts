import { describe, expect, test } from 'vitest'
import { openedForAll } from '../../../latchkey/test/fixtures/opened.ts'
import { protect, requireScopes, type TokenAuth } from '../../src/resource-server/fetch.ts'
import { audience, openForeignIssuer } from './foreign-issuer.ts'

const issuer = openedForAll(openForeignIssuer)

const url = 'https://api.example.test/books'
const authorized = async (claims = {}) => ({
  headers: { authorization: `Bearer ${await issuer.sign(claims)}` },
})

describe('a fetch handler behind the guard', () => {
  test("keeps the framework's own kind of request, and what its platform passes after it", async () => {
    class OwnRequest extends Request {
      readonly page = '7'
    }
    const guarded = protect({ issuer: issuer.url, audience })
    const handler = guarded(
      requireScopes('books:read')((request: OwnRequest, auth: TokenAuth, shop: { name: string }) =>
        Response.json([request.page, auth.accountId, shop.name]),
      ),
    )
    const request = new OwnRequest(url, await authorized({ scope: 'books:read' }))
    expect(await (await handler(request, { name: 'The shop' })).json()).toEqual(['7', 'ada-id', 'The shop'])
  })

  test('answers itself when the request asks for the metadata, wherever it stands', async () => {
    const guarded = protect({ issuer: issuer.url, audience, metadata: { name: 'Books' } })
    const request = new Request('https://api.example.test/.well-known/oauth-protected-resource/books')
    const handler = guarded(() => new Response('in'))
    expect(await (await handler(request)).json()).toMatchObject({
      resource: audience,
      resource_name: 'Books',
    })
    expect(guarded.metadata(new Request(url))).toBeUndefined()
  })

  test('fails as it would without the guard', async () => {
    const handler = protect({ issuer: issuer.url, audience })(() => {
      throw new Error('of the handler')
    })
    await expect(handler(new Request(url, await authorized()))).rejects.toThrow('of the handler')
  })

  test('is not reached by a token that several of its requests share and one of them may not use', async () => {
    const guarded = protect({ issuer: issuer.url, audience, onRefused: () => {} })
    const reads = guarded(requireScopes('books:read')(() => new Response('read')))
    const writes = guarded(requireScopes('books:write')(() => new Response('written')))
    const init = await authorized({ scope: 'books:read' })
    const seen = await Promise.all(
      [reads, writes, reads, writes].map((handler) => handler(new Request(url, init))),
    )
    expect(seen.map(({ status }) => status)).toEqual([200, 403, 200, 403])
  })
})

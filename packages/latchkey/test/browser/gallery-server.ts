import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pageHeaders } from '../../src/http/edge/security-headers.ts'
import { brandStylesheet } from '../../src/pages/frame/brand-stylesheet.ts'
import { gallery } from '../pages/gallery.ts'
import { frameFor } from '../pages/page-frame.ts'

const asset = (name: string) =>
  readFileSync(new URL(`../../src/pages/assets/${name}`, import.meta.url), 'utf8')

const ASSETS: Readonly<Record<string, { readonly type: string; readonly content: string }>> = {
  '/assets/latchkey.css': { type: 'text/css', content: asset('latchkey.css') },
  '/assets/latchkey.js': { type: 'text/javascript', content: asset('latchkey.js') },
  '/assets/brand.css': {
    type: 'text/css',
    content: brandStylesheet({ accent: '#1d4ed8', accentDark: '#93b4ff' }),
  },
}

export interface GalleryServer {
  /** The address of an example of the gallery. */
  readonly urlOf: (example: string, locale: string) => string
  /** What was posted, oldest first. */
  readonly posts: readonly string[]
  readonly close: () => void
}

/** Serves the gallery on a free loopback port with the headers that the server sends with its pages. */
export async function startGalleryServer(): Promise<GalleryServer> {
  const posts: string[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://gallery')
    const found = ASSETS[url.pathname]
    if (found !== undefined) {
      response.writeHead(200, { 'content-type': found.type, 'x-content-type-options': 'nosniff' })
      response.end(found.content)
      return
    }
    if (request.method === 'POST') {
      posts.push(await readText(request))
      // The page stays, as it does while a slow server thinks.
      response.writeHead(204).end()
      return
    }
    const example = gallery.find(({ name }) => name === url.searchParams.get('example'))
    const html = example?.render(frameFor(url.searchParams.get('locale') ?? 'en'))
    response.writeHead(html === undefined ? 404 : 200, { ...pageHeaders({ hasForm: true }) })
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    urlOf: (example, locale) =>
      `http://127.0.0.1:${port}/?${new URLSearchParams({ example, locale }).toString()}`,
    posts,
    close: () => server.close(),
  }
}

async function readText(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

import type { PageEndpoint } from '../../site.ts'

/** `GET /assets/…`: a file is named by a hash of its content, so it never changes. */
export const assetEndpoint: PageEndpoint = async (context, site) => {
  const asset = site.assets.find(context.req.path.split('/').at(-1) ?? '')
  if (asset === undefined) return context.notFound()
  context.header('Content-Type', asset.contentType)
  context.header('Cache-Control', 'public, max-age=31536000, immutable')
  context.header('Cross-Origin-Resource-Policy', 'same-origin')
  return context.body(asset.content)
}

import { Hono, type MiddlewareHandler } from 'hono'
import type { Logger } from '../ports/logger.ts'
import { answerRoutingError } from './answers/answer-error.ts'
import { answerUnknownPath } from './answers/answer-unknown-path.ts'
import { createCatch } from './answers/catch-thrown.ts'
import type { ClientEndpoint, MalformedEndpoint } from './call.ts'
import { createClientRoutes } from './client-routes.ts'
import { createClientEndpoints } from './create-client-endpoints.ts'
import { type AreaPaths, createAreas } from './edge/areas.ts'
import type { Connection, Edge } from './edge/edge-context.ts'
import { fromFetchRequest, toPath, toResponse } from './edge/from-fetch-request.ts'
import { type CallerReader, createCallerReader, identifyRequest } from './edge/identify-request.ts'
import { createMountWatch } from './edge/mount-watch.ts'
import { type PageRoute, pageRoutes } from './page-routes.ts'
import type { Site } from './site.ts'

export interface App {
  readonly fetch: (request: Request, connection: Connection) => Response | Promise<Response>
  /** The endpoint for clients at this path, if there is one. */
  readonly endpointAt: (pathname: string) => ClientEndpoint | undefined
  /** True when the path belongs to this server, whatever the method. */
  readonly handles: (pathname: string) => boolean
  /** A request was not for us, though the host has mounted us there. */
  readonly passedOn: (pathname: string, mountedAt: string) => void
  /** Answers what is no request of HTTP. */
  readonly answerMalformed: MalformedEndpoint
}

/** Creates the HTTP edge: every route of the two tables. */
export function createApp(options: { readonly site: Site; readonly logger: Logger }): App {
  const { site, logger } = options
  const { parts } = site
  const areas = createAreas(parts.settings)
  const readCaller = createCallerReader(parts.settings, logger)
  const { byPath, malformed } = createClientEndpoints(createClientRoutes(parts), { areas, parts, readCaller })
  const pages = createPages(site, areas, readCaller)
  const owns = createHandles(site, areas, byPath)
  const mount = createMountWatch(parts.settings, owns, logger)
  return {
    async fetch(request, connection) {
      const pathname = toPath(request.url)
      const answerBy = async (endpoint: ClientEndpoint) =>
        toResponse(await endpoint(fromFetchRequest(request, connection)), request.method)
      // Several hosts, which `Headers` has joined.
      if (request.headers.get('host')?.includes(',')) return answerBy(malformed)
      const endpoint = byPath.get(pathname)
      if (endpoint !== undefined) {
        mount.settle()
        return answerBy(endpoint)
      }
      mount.see({ pathname, passesOn: false })
      return pages.fetch(request, connection)
    },
    endpointAt(pathname) {
      const endpoint = byPath.get(pathname)
      if (endpoint !== undefined) mount.settle()
      return endpoint
    },
    handles(pathname) {
      mount.see({ pathname, passesOn: true })
      return owns(pathname)
    },
    passedOn: (pathname, mountedAt) => mount.see({ pathname, mountedAt, passesOn: true }),
    answerMalformed: malformed,
  }
}

/** The pages for people, and the response to every unknown path. */
function createPages(site: Site, areas: AreaPaths, readCaller: CallerReader): Hono<Edge> {
  const app = new Hono<Edge>({ strict: true })
  app.use('*', identifyRequest(site.parts, readCaller))
  app.use('*', requirePlainPath)
  for (const route of openPageRoutes(site, areas)) addPageRoute(app, site, route)
  app.notFound((context) => answerUnknownPath(context, site))
  app.onError(createCatch(site))
  return app
}

/**
 * No path of ours has a character that needs to be percent-encoded, so one that is encoded is not ours. Hono
 * would decode it, and a proxy's rule for `/sign-in` does not match `/s%69gn-in`.
 */
const requirePlainPath: MiddlewareHandler<Edge> = (context, next) =>
  toPath(context.req.url).includes('%') ? Promise.resolve(context.notFound()) : next()

/** A page of a closed area has no route, so that it gets the same response as any unknown path. */
function openPageRoutes(site: Site, areas: AreaPaths): readonly PageRoute[] {
  return pageRoutes.filter(({ path }) => areas.isOutsideClosedAreas(site.path(path)))
}

/**
 * Our routes and everything in the open areas, so that routes added there later do not take paths from the
 * host app. Not the front page, which the host app may have itself; and of `assets` only our own files, as it
 * may have a folder of that name.
 */
function createHandles(
  site: Site,
  areas: AreaPaths,
  endpoints: ReadonlyMap<string, ClientEndpoint>,
): (pathname: string) => boolean {
  const pages = openPageRoutes(site, areas)
    .filter((route) => route.path !== '/')
    .map(({ path }) => site.path(path))
  const paths = new Set([...endpoints.keys(), ...pages])
  const assetFolder = site.path('/assets/')
  return (pathname) =>
    paths.has(pathname) ||
    areas.isInOpenArea(pathname) ||
    (pathname.startsWith(assetFolder) && site.assets.find(pathname.slice(assetFolder.length)) !== undefined)
}

function addPageRoute(app: Hono<Edge>, site: Site, route: PageRoute): void {
  const path = pagePath(site, route)
  const { get, post, languageLinks = true } = route
  if (get)
    app.get(path, (context) => {
      context.set('languageLinks', languageLinks)
      return get(context, site)
    })
  if (post) app.post(path, (context) => post(context, site))
  const methods = [...(get ? ['GET'] : []), ...(post ? ['POST'] : [])]
  app.all(path, (context) => answerRoutingError(context, site, { kind: 'method_not_allowed', methods }))
}

/** The front page of an issuer with a path has no trailing slash: with one, it would be a different URL. */
function pagePath(site: Site, route: PageRoute): string {
  const path = site.path(route.path)
  return route.path === '/' && path !== '/' ? path.slice(0, -1) : path
}

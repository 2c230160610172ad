import { Hono } from 'hono'
import type { Logger } from '../ports/logger.ts'
import { answerMisdirected } from './answers/answer-fault.ts'
import { createCatch } from './answers/catch-thrown.ts'
import type { ClientEndpoint } from './call.ts'
import { createClientRoutes } from './client-routes.ts'
import { createClientEndpoints } from './create-client-endpoints.ts'
import { isInOpenArea, isOutsideClosedAreas } from './edge/areas.ts'
import type { Connection, Edge } from './edge/edge-context.ts'
import { fromFetchRequest, toPath, toResponse } from './edge/from-fetch-request.ts'
import { identifyRequest } from './edge/identify-request.ts'
import { type PageRoute, pageRoutes } from './page-routes.ts'
import type { Site } from './site.ts'

export interface App {
  readonly fetch: (request: Request, connection: Connection) => Response | Promise<Response>
  /** What clients call at this path, if it is theirs. */
  readonly endpointAt: (pathname: string) => ClientEndpoint | undefined
  /** True when the path is ours alone, whatever the method. */
  readonly handles: (pathname: string) => boolean
}

/** The edge: every route of the two tables. */
export function createApp(options: { readonly site: Site; readonly logger: Logger }): App {
  const { site, logger } = options
  const endpoints = createClientEndpoints(createClientRoutes(site.parts), site.parts, logger)
  const pages = createPages(site, logger)
  return {
    async fetch(request, connection) {
      const endpoint = endpoints.get(toPath(request.url))
      if (endpoint === undefined) return pages.fetch(request, connection)
      return toResponse(await endpoint(fromFetchRequest(request, connection)), request.method)
    },
    endpointAt: (pathname) => endpoints.get(pathname),
    handles: createHandles(site, endpoints),
  }
}

/** What people see, and the answer to every path that is nobody's. */
function createPages(site: Site, logger: Logger): Hono<Edge> {
  const app = new Hono<Edge>({ strict: true })
  app.use('*', identifyRequest(site.parts.settings, logger))
  for (const route of openPageRoutes(site)) addPageRoute(app, site, route)
  app.notFound((context) => answerMisdirected(context, site, { kind: 'not_found' }))
  app.onError(createCatch(site, logger))
  return app
}

/** A page of a closed area has no route, so that it is answered as any path that is nobody's. */
function openPageRoutes(site: Site): readonly PageRoute[] {
  return pageRoutes.filter(({ path }) => isOutsideClosedAreas(site.path(path), site.parts.settings))
}

/**
 * Our routes and all of the open areas, so that what is added there later shadows nothing. Not the front page,
 * which an app that we are mounted in may have itself, as it may have an `assets` folder.
 */
function createHandles(site: Site, endpoints: ReadonlyMap<string, ClientEndpoint>): App['handles'] {
  const pages = openPageRoutes(site)
    .filter((route) => route.path !== '/')
    .map(({ path }) => site.path(path))
  const paths = new Set([...endpoints.keys(), ...pages])
  const assetFolder = site.path('/assets/')
  return (pathname) =>
    paths.has(pathname) ||
    isInOpenArea(pathname, site.parts.settings) ||
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
  app.all(path, (context) => answerMisdirected(context, site, { kind: 'method_not_allowed', methods }))
}

/**
 * An issuer with a path has its front page at that path, with and without a slash at its end being two
 * addresses.
 */
function pagePath(site: Site, route: PageRoute): string {
  const path = site.path(route.path)
  return route.path === '/' && path !== '/' ? path.slice(0, -1) : path
}

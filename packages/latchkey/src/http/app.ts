import { Hono } from 'hono'
import type { Logger } from '../ports/logger.ts'
import { answerMisdirected } from './answer-fault.ts'
import { createCatch } from './answer-thrown.ts'
import type { ClientRoute } from './client-routes.ts'
import { allowOrigin, answerPreflight } from './cors.ts'
import type { Connection, Edge } from './edge.ts'
import { identifyRequest } from './identify-request.ts'
import { type PageRoute, pageRoutes } from './page-routes.ts'
import type { Site } from './site.ts'

export interface App {
  readonly fetch: (request: Request, connection: Connection) => Response | Promise<Response>
  /** True when the path is ours alone, whatever the method. */
  readonly handles: (pathname: string) => boolean
}

/** The edge: every route of the two tables, and the one catch. */
export function createApp(options: {
  readonly site: Site
  readonly clientRoutes: readonly ClientRoute[]
  readonly logger: Logger
}): App {
  const { site, clientRoutes, logger } = options
  const app = new Hono<Edge>({ strict: true })
  app.use('*', identifyRequest(site.parts.settings, logger))
  for (const route of clientRoutes) addClientRoute(app, site, route)
  for (const route of pageRoutes) addPageRoute(app, site, route)
  app.notFound((context) => answerMisdirected(context, site, { kind: 'not_found' }))
  app.onError(createCatch(site, logger))
  return {
    fetch: (request, connection) => app.fetch(request, connection),
    handles: createHandles(site, clientRoutes),
  }
}

/** All paths but the front page, which an app that we are mounted in may have itself, as it may have an `assets` folder. */
function createHandles(site: Site, clientRoutes: readonly ClientRoute[]): App['handles'] {
  const pages = pageRoutes.filter((route) => route.path !== '/')
  const paths = new Set(
    [...clientRoutes, ...pages.map(({ path }) => ({ path: site.path(path) }))].map(({ path }) => path),
  )
  const assetFolder = site.path('/assets/')
  return (pathname) =>
    paths.has(pathname) ||
    (pathname.startsWith(assetFolder) && site.assets.find(pathname.slice(assetFolder.length)) !== undefined)
}

function addClientRoute(app: Hono<Edge>, site: Site, route: ClientRoute): void {
  const { path, methods, cors } = route
  const { corsOrigins } = site.parts.settings
  app.use(path, async (context, next) => {
    context.set('speaksTo', 'clients')
    await next()
    if (cors) allowOrigin(context, corsOrigins)
  })
  app.on([...methods], path, (context) => route.endpoint(context, site.parts))
  if (cors) app.options(path, (context) => answerPreflight(context, methods))
  app.all(path, (context) => answerMisdirected(context, site, { kind: 'method_not_allowed', methods }))
}

function addPageRoute(app: Hono<Edge>, site: Site, route: PageRoute): void {
  const path = pagePath(site, route)
  const { get, post } = route
  if (get) app.get(path, (context) => get(context, site))
  if (post) app.post(path, (context) => post(context, site))
  const methods = [...(get ? ['GET'] : []), ...(post ? ['POST'] : [])]
  app.all(path, (context) => answerMisdirected(context, site, { kind: 'method_not_allowed', methods }))
}

/** An issuer with a path has its front page at that path, with and without a slash at its end being two addresses. */
function pagePath(site: Site, route: PageRoute): string {
  const path = site.path(route.path)
  return route.path === '/' && path !== '/' ? path.slice(0, -1) : path
}

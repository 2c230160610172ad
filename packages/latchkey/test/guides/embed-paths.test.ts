import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { withEmbedPaths } from '../../../../scripts/reference/embed-paths.ts'
import { clientRows } from '../../src/http/client-routes.ts'
import { createAreas } from '../../src/http/edge/areas.ts'
import { pageRoutes } from '../../src/http/page-routes.ts'
import { defaultAreas } from '../../src/settings/areas.ts'
import { openWorld } from '../fixtures/server-without-network.ts'

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guides/embed.md'), 'utf8')
const section = /### At the root of your site\n([\s\S]*?)\n## /.exec(guide)?.[1] ?? ''
const pathsIn = (text: string) => [...text.matchAll(/`(\/[^`]*)`/g)].map(([, path = '']) => path)

/** The list says what is ours, the paragraph after it what is not. */
const ours = pathsIn(section.match(/^(?:- | {2}).*$/gm)?.join('\n') ?? '')

describe('what the guide says of a server at the root of a site', () => {
  test('is what `npm run docs` writes from the two tables of routes', () => {
    expect(guide).toBe(withEmbedPaths(guide))
  })

  test('names every path that is ours: an area as a whole, all others one by one', () => {
    const routes = [...pageRoutes, ...clientRows].map(({ path }) => path)
    const { areaOf } = createAreas({ issuerPath: '', areas: defaultAreas.embedded })
    const outside = routes.filter((path) => path !== '/' && areaOf(path) === undefined)
    const named = outside.map((path) => path.replace(/:.*$/, ''))
    expect(named.filter((path) => !ours.includes(path))).toEqual([])
    const open = Object.entries(defaultAreas.embedded).filter(([, isOpen]) => isOpen)
    expect(open.filter(([name]) => !ours.includes(`/${name}`))).toEqual([])
  })

  test('names none that is not, and tells which areas stay the app’s', async () => {
    const { server } = await openWorld()
    onTestFinished(() => server.close())
    expect(ours.filter((path) => path !== '/assets/' && !server.handles(path))).toEqual([])
    const closed = Object.entries(defaultAreas.embedded).filter(([, open]) => !open)
    for (const [name] of closed) {
      expect(pathsIn(section)).toContain(`/${name}`)
      expect(ours).not.toContain(`/${name}`)
    }
  })
})

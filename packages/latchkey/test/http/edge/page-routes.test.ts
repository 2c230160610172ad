import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { pageRoutes } from '../../../src/http/page-routes.ts'
import { pageNames } from '../../../src/pages/default-pages.ts'
import { defaultAreas } from '../../../src/settings/areas.ts'
import { issuer } from '../../fixtures/server-without-network.ts'
import { useWorld } from '../../fixtures/use-world.ts'

/** All areas are open, so that no row is without its page. */
const world = useWorld({ areas: defaultAreas.dev })

const readable = pageRoutes.filter(({ path, get }) => get !== undefined && !path.startsWith('/assets/'))

describe.each(readable)('GET $path, whatever it answers', ({ path, languageLinks = true }) => {
  let answer: Response
  beforeAll(async () => {
    answer = await world.server.fetch(new Request(issuer + path, { headers: { accept: 'text/html' } }))
  })

  test('is kept by nobody, and read by no script of another origin (OAuth 2.1 §3.1, §7.11)', () => {
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('is a redirect, or a page that nobody can frame, in the languages that its row says', async () => {
    if (answer.status === 303) return
    const html = await answer.text()
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(html).toMatch(/^<!DOCTYPE html>/)
    expect(html.includes('hreflang=')).toBe(languageLinks)
  })
})

const folder = join(import.meta.dirname, '../../../src/http')
const text = globSync('**/*.ts', { cwd: folder })
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n')

test('every page in default-pages.ts is somebody’s answer', () => {
  expect(pageNames.filter((name) => !new RegExp(`\\bsite\\.pages\\.${name}\\b`).test(text))).toEqual([])
})

test('every address that a page leads to has its row in page-routes.ts', () => {
  const led = [...text.matchAll(/\b(?:site\.path|requestPath)\(\s*(?:site,\s*)?'(\/[\w-]+)'/g)]
  const paths = new Set(led.map(([, path = '']) => path))
  expect(paths.size).toBeGreaterThan(5)
  expect([...paths].filter((path) => !pageRoutes.some((route) => route.path === path))).toEqual([])
})

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..', '..', 'src', 'resource-server')

/** Every import of a file and of what it imports, types left out. */
function importsOf(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const names = [
    ...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^'"]*from '([^']+)'/gm),
  ].map(([, name = '']) => name)
  return names.flatMap((name) => (name.startsWith('.') ? importsOf(join(dirname(file), name), seen) : [name]))
}

test.each(['fetch.ts', 'hono.ts'])('%s runs where there is no node: in workers and at the edge', (entry) => {
  const packages = new Set(importsOf(join(folder, entry)))
  expect([...packages].sort()).toEqual(['jose', 'oauth4webapi'])
})

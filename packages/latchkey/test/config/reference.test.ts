import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { clientMetadataPage } from '../../../../scripts/reference/client-metadata-page.ts'
import { configurationPage } from '../../../../scripts/reference/configuration-page.ts'
import { failures, logPage } from '../../../../scripts/reference/log-page.ts'
import { clientMetadata } from '../../src/protocol/clients/client-metadata.ts'

const folder = join(import.meta.dirname, '../../../../docs/reference')

it.each([
  ['configuration.md', 'the tables of options say', configurationPage],
  ['client-metadata.md', 'the table of client metadata says', clientMetadataPage],
  ['log.md', 'the tables of its members say', logPage],
])('docs/reference/%s says what %s; `npm run docs` writes it', (name, _, makePage) => {
  expect(readFileSync(join(folder, name), 'utf8')).toBe(makePage())
})

it('docs/reference/client-metadata.md has every member', () => {
  const listed = [...clientMetadataPage().matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(listed.sort()).toEqual(Object.keys(clientMetadata).sort())
})

it('docs/reference/log.md has every failure that a refusal names', () => {
  const source = join(import.meta.dirname, '../../src')
  const lines = globSync('{protocol,flows}/**/*.ts', { cwd: source })
    .flatMap((file) => readFileSync(join(source, file), 'utf8').split('\n'))
    .filter((line) => /failure(?: =|:)|failed\('|^ {2}\| '\w+_client'|inactive\(|Fault =/.test(line))
  const named = lines.flatMap((line) => [...line.matchAll(/'([a-z_]+)'/g)].map(([, name = '']) => name))
  // Words of the same lines that are no failures.
  const others = ['proven', 'failed', 'unauthorized_client', 'code_invalid', 'token_invalid', 'basic']
  const documented = Object.values(failures).flatMap((parts) => Object.keys(parts))
  expect(new Set(named).size).toBeGreaterThan(25)
  expect(named.filter((name) => ![...documented, ...others].includes(name))).toEqual([])
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { clientMetadataPage } from '../../../../scripts/reference/client-metadata-page.ts'
import { configurationPage } from '../../../../scripts/reference/configuration-page.ts'
import { clientMetadata } from '../../src/protocol/clients/client-metadata.ts'

const folder = join(import.meta.dirname, '../../../../docs/reference')

it.each([
  ['configuration.md', 'the tables of options say', configurationPage],
  ['client-metadata.md', 'the table of client metadata says', clientMetadataPage],
])('docs/reference/%s says what %s; `npm run docs` writes it', (name, _, makePage) => {
  expect(readFileSync(join(folder, name), 'utf8')).toBe(makePage())
})

it('docs/reference/client-metadata.md has every member', () => {
  const listed = [...clientMetadataPage().matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(listed.sort()).toEqual(Object.keys(clientMetadata).sort())
})

/** `npm run docs`: writes the pages of `docs/reference` that are generated from the sources. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientMetadataPage } from './reference/client-metadata-page.ts'
import { configurationPage } from './reference/configuration-page.ts'
import { repositoryFolder } from './repository-folders.ts'

const pages = { 'client-metadata.md': clientMetadataPage, 'configuration.md': configurationPage }

for (const [name, makePage] of Object.entries(pages)) {
  writeFileSync(join(repositoryFolder, 'docs', 'reference', name), makePage())
}

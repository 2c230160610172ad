/** `npm run docs`: writes the pages of `docs/reference`, and what in guides is generated from the sources. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientMetadataPage } from './reference/client-metadata-page.ts'
import { configurationPage } from './reference/configuration-page.ts'
import { withEmbedPaths } from './reference/embed-paths.ts'
import { logPage } from './reference/log-page.ts'
import { repositoryFolder } from './repository-folders.ts'

const pages = {
  'client-metadata.md': clientMetadataPage,
  'configuration.md': configurationPage,
  'log.md': logPage,
}
const docs = join(repositoryFolder, 'docs')

for (const [name, makePage] of Object.entries(pages)) {
  writeFileSync(join(docs, 'reference', name), makePage())
}

const embed = join(docs, 'guides', 'embed.md')
writeFileSync(embed, withEmbedPaths(readFileSync(embed, 'utf8')))

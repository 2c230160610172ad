import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { configurationPage } from '../../../../scripts/reference/configuration-page.ts'

const file = join(import.meta.dirname, '../../../../docs/reference/configuration.md')

it('docs/reference/configuration.md says what the tables of options say; `npm run docs` writes it', () => {
  expect(readFileSync(file, 'utf8')).toBe(configurationPage())
})

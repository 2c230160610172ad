/**
 * Puts the texts that pages load into the built module that reads them from files in the sources. Run in the
 * folder of the server's package by its build.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const name = 'http/endpoints/assets/page-texts'
const texts: Readonly<Record<string, string>> = await import(pathToFileURL(resolve(`src/${name}.ts`)).href)
const lines = Object.entries(texts).map(
  ([text, content]) => `export const ${text} = ${JSON.stringify(content)};\n`,
)

writeFileSync(`dist/${name}.js`, lines.join(''))
rmSync(`dist/${name}.js.map`, { force: true })

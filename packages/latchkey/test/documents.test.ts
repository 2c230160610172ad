import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importTables } from './architecture/import-table.ts'

const repositoryFolder = resolve(import.meta.dirname, '..', '..', '..')
const documents = globSync(['*.md', '{docs,examples,packages}/**/*.md'], {
  cwd: repositoryFolder,
  exclude: ['**/node_modules/**'],
})
const read = (document: string) => readFileSync(join(repositoryFolder, document), 'utf8')

describe('the documents', () => {
  test('have no link to a file or a heading that is not there', () => {
    expect(documents.flatMap((document) => deadLinks(document))).toEqual([])
  })

  test('name every npm script that they tell people to run', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const builtIn = ['ci', 'install', 'start', 'test', 'init', 'pack', 'publish']
    const told = documents.flatMap((document) => [
      ...read(document).matchAll(/(?:^|`)npm (?:run )?([a-z]+)/gm),
    ])
    const names = told.map(([, name = '']) => name).filter((name) => !builtIn.includes(name))
    expect(names.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
  })

  test.each([
    ['decision', 'docs/decisions', '[0-9]*.md'],
    ['guide', 'docs/guides', '!(README).md'],
  ])('list every %s', (_, folder, pattern) => {
    const index = read(`${folder}/README.md`)
    const listed = globSync(pattern, { cwd: join(repositoryFolder, folder) })
    expect(listed.length).toBeGreaterThan(5)
    expect(listed.filter((document) => !index.includes(`](${document})`))).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  test.each(Object.entries(importTables))('has a row for each room of %s, and no other', (name, table) => {
    const [, section = ''] = read('ARCHITECTURE.md').split(
      `| room of packages/${name} | may import |\n|---|---|`,
    )
    const [rows = ''] = section.split('\n\n')
    const first = [...rows.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].map(([, room = '']) => room)
    const rooms = first.flatMap((room) => room.split(', '))
    expect(rooms.sort()).toEqual(Object.keys(table).sort())
  })
})

function deadLinks(document: string): readonly string[] {
  const links = [...read(document).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(
    ([, link = '']) => link,
  )
  return links.filter((link) => !isAlive(document, link)).map((link) => `${document}: ${link}`)
}

function isAlive(document: string, link: string): boolean {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? document : join(dirname(document), path)
  if (!existsSync(join(repositoryFolder, target))) return false
  return heading === undefined || headings(read(target)).includes(heading)
}

/** As GitHub makes them: lower case, spaces to hyphens, punctuation dropped. */
function headings(text: string): readonly string[] {
  return [...text.matchAll(/^#+\s+(.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}

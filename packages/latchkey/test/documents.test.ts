import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { environmentVariables } from '../src/config/apply-environment.ts'
import { clientRows } from '../src/http/client-routes.ts'
import { createAreas } from '../src/http/edge/areas.ts'
import { catalogues } from '../src/pages/messages/catalogues.ts'
import { toServerMetadata } from '../src/protocol/discovery/to-server-metadata.ts'
import { signingAlgorithms } from '../src/protocol/signing-key.ts'
import { defaultAreas } from '../src/settings/areas.ts'
import { commandNames } from './fixtures/command-names.ts'

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

describe('the read-me', () => {
  const rowOf = (title: string) =>
    read('README.md').match(new RegExp(`^\\| \\*\\*${title}\\*\\* \\| .*$`, 'm'))?.[0]

  test('names every language of the pages', () => {
    const english = new Intl.DisplayNames(['en'], { type: 'language' })
    const names = Object.keys(catalogues).map((locale) => english.of(locale) ?? locale)
    expect(names.filter((name) => !rowOf('Pages')?.includes(name))).toEqual([])
  })

  test('names every endpoint that the metadata or an operator’s monitoring leads to, and no other', () => {
    const { issuer, metadata } = describeServer()
    const advertised = Object.values(metadata).filter((value) => String(value).startsWith(`${issuer}/`))
    const { areaOf } = createAreas({ issuerPath: '', areas: defaultAreas.embedded })
    const forClients = clientRows.map(({ path }) => path).filter((path) => areaOf(path) === undefined)
    const isDocument = (path: string) => path.startsWith('/.well-known/')
    const expected = new Set([
      ...advertised.map((url) => String(url).slice(issuer.length)),
      ...forClients.filter((path) => !isDocument(path)),
    ])
    const named = [...(rowOf('Endpoints') ?? '').matchAll(/`(\/[^`]*)`/g)].map(([, path]) => path)
    expect(named.sort()).toEqual([...expected].sort())
    // "Both discovery documents".
    expect(forClients.filter(isDocument)).toHaveLength(2)
  })

  test('names every command', () => {
    const [, named = ''] = /`latchkey ([^`]*)`/.exec(rowOf('Command') ?? '') ?? []
    expect(named.split(' ').sort()).toEqual([...commandNames()].sort())
  })

  test('names every algorithm of ID tokens and every way to authenticate a client', () => {
    const { metadata } = describeServer()
    expect(rowOf('Tokens')).toContain(`ID tokens in ${signingAlgorithms.join(', ')};`)
    const methods = metadata.token_endpoint_auth_methods_supported as readonly string[]
    expect(methods.filter((name) => !rowOf('Client authentication')?.includes(name))).toEqual([])
  })
})

function describeServer() {
  const issuer = 'https://id.example'
  const metadata = toServerMetadata({
    issuer,
    resources: [],
    idTokenAlgorithm: 'RS256',
    signingAlgorithms,
    acrValues: [],
    customClaimNames: [],
    grantTypes: [],
  })
  return { issuer, metadata }
}

describe('CONTRIBUTING.md', () => {
  test('has a row for each step of npm test, in their order', () => {
    const [, steps = ''] = /^const steps: .* = \{\n([\s\S]*?)^\}/m.exec(read('scripts/test.ts')) ?? []
    const names = [...steps.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name)
    const rows = [...read('CONTRIBUTING.md').matchAll(/^\| `(\w+)` \| /gm)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(5)
    expect(rows).toEqual(names)
  })
})

describe('the guide to the configuration', () => {
  test('has a row for each environment variable, and no other', () => {
    const rows = [...read('docs/guides/configuration.md').matchAll(/^\| `([A-Z_]+)` \| /gm)]
    expect(rows.map(([, name]) => name).sort()).toEqual([...environmentVariables].sort())
  })
})

describe('the guide to deploying', () => {
  test('tells to watch for events that there are', () => {
    const events = [...read('packages/latchkey/src/protocol/event.ts').matchAll(/^ {2}\| '([\w.]+)'$/gm)]
    const names = new Set(events.map(([, name]) => name))
    const [, told = ''] = /^- these events: ([\s\S]*?)\.$/m.exec(read('docs/guides/deploy.md')) ?? []
    const watched = [...told.matchAll(/`([\w.]+)`/g)].map(([, name]) => name)
    expect(watched.length).toBeGreaterThan(3)
    expect(watched.filter((name) => !names.has(name))).toEqual([])
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

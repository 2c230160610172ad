import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const repositoryFolder = resolve(import.meta.dirname, '..', '..', '..')
const examplesFolder = join(repositoryFolder, 'examples')

const names = globSync('*/package.json', { cwd: examplesFolder })
  .map((path) => path.split(/[\\/]/)[0] ?? '')
  // What `npm start` in the repository's folder shows; its README describes it.
  .filter((name) => name !== 'demo')

/**
 * Lines that somebody who wants to understand an example has to read: without its test, blank lines and
 * comments.
 */
const MAX_LINES = 150
/** How a page looks is not what an example is about, but stays small. */
const MAX_STYLE_LINES = 80
const MAX_SHARED_STYLE_LINES = 100

describe.each(names)('the example %s', (name) => {
  test('starts with one command after npm ci, which its README tells', () => {
    const { scripts } = JSON.parse(read(name, 'package.json'))
    expect(scripts.start).toMatch(/^npm run --silent build --prefix \.\.\/\.\. && node \w+\.ts$/)
    expect(scripts.test).toBe('node test.ts')
    expect(read(name, 'README.md')).toMatch(/^npm start$/m)
  })

  test('has a page that explains what goes over the wire, which the index and its README name', () => {
    const page = readFileSync(join(repositoryFolder, 'docs', 'examples', `${name}.md`), 'utf8')
    expect(page).toMatch(/^<!-- recorded run: .+ -->$/m)
    expect(readFileSync(join(repositoryFolder, 'docs', 'examples', 'README.md'), 'utf8')).toContain(
      `(${name}.md)`,
    )
    expect(read(name, 'README.md')).toContain(`(../../docs/examples/${name}.md)`)
  })

  test('holds no secret', () => {
    const files = ownFiles(name, '**/*.{ts,tsx,js,html,json}')
    const found = files.flatMap((file) => findSecrets(read(name, file)).map((line) => `${file}: ${line}`))
    expect(found).toEqual([])
  })

  test(`has at most ${MAX_LINES} lines of code and ${MAX_STYLE_LINES} of style`, () => {
    expect(countLines(name, '**/*.{ts,tsx,js,html}')).toBeLessThanOrEqual(MAX_LINES)
    expect(countLines(name, '**/*.css')).toBeLessThanOrEqual(MAX_STYLE_LINES)
  })
})

test(`the stylesheet of all examples has at most ${MAX_SHARED_STYLE_LINES} lines`, () => {
  const lines = codeLines(read('look', 'style.css'))
  expect(lines).not.toEqual([])
  expect(lines.length).toBeLessThanOrEqual(MAX_SHARED_STYLE_LINES)
})

test('the colours of the examples are those of the server’s own pages', () => {
  const assets = join(repositoryFolder, 'packages', 'latchkey', 'src', 'pages', 'assets')
  const own = coloursOf(readFileSync(join(assets, 'latchkey.css'), 'utf8'))
  const colours = coloursOf(read('look', 'style.css'))
  expect(Object.keys(colours)).toContain('--ground')
  expect(own).toMatchObject(colours)
})

test('a secret is seen in whatever form it stands', () => {
  const texts = [
    "const clientSecret = 'correct-horse-battery'",
    '{ "password": "analytical" }',
    'startSession({ token: `abcdefgh` })',
    "import { k } from 'k' // 4f2a9c81d7e6b3054f2a9c81d7e6b305",
    '-----BEGIN PRIVATE KEY-----',
  ]
  expect(texts.filter((text) => findSecrets(text).length === 0)).toEqual([])
  const harmless = ["tokenEndpointAuthMethod: 'client_secret_basic'", 'const { CLIENT_SECRET } = process.env']
  expect(harmless.flatMap(findSecrets)).toEqual([])
})

test('blank lines and comments are no code', () => {
  const text =
    "/** A\n * comment. */\n\nconst a = 1\n  // why\n/* b */\n<!-- c\nd -->\nconst url = 'http://x'\n"
  expect(codeLines(text)).toEqual(['const a = 1', "const url = 'http://x'"])
})

function read(name: string, file: string): string {
  const path = join(examplesFolder, name, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** Its test may have secrets, made up for the run and for nothing else. */
function ownFiles(name: string, pattern: string): readonly string[] {
  const exclude = ['**/node_modules/**', '.latchkey/**', 'test.ts']
  return globSync(pattern, { cwd: join(examplesFolder, name), exclude })
}

function findSecrets(text: string): readonly string[] {
  const named = /(?:secret|password|token|privateKey|apiKey)['"]?\s*[:=]\s*['"`][^'"`$]{8,}['"`]/i
  const random = /(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{32,}/i
  const lines = text.split('\n')
  return lines.filter(
    (line) => named.test(line) || random.test(line) || /BEGIN [A-Z ]*PRIVATE KEY/.test(line),
  )
}

/** What stands in a stylesheet's first rule: names and values. */
function coloursOf(css: string): Readonly<Record<string, string>> {
  const [, rule = ''] = /:root \{([^}]*)\}/.exec(css) ?? []
  return Object.fromEntries(
    [...rule.matchAll(/(--[\w-]+): (light-dark.*);/g)].map(([, name, value]) => [name, value]),
  )
}

function countLines(name: string, pattern: string): number {
  return ownFiles(name, pattern).flatMap((file) => codeLines(read(name, file))).length
}

function codeLines(text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  return code.split('\n').filter((line) => line.trim() !== '')
}

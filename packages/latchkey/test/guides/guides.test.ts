import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { complaintAbout, latchkeyLines } from './command-lines.ts'
import { compile, writeCode } from './compile-guides.ts'
import { type Block, guideNames, readBlocks } from './guide-blocks.ts'

const blocks = guideNames.flatMap(readBlocks)
const inLanguage = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language))

/**
 * What is checked here, in whatever guide it stands. No language: something shown, a message or an answer.
 */
const checkedHere = ['ts', 'tsx', 'sh', 'json', '']
/** What a test of that guide's own checks. */
const checkedElsewhere: Readonly<Record<string, readonly string[]>> = {
  // test/foreign; nothing compiles the lines for .NET, and the guide says so.
  'apis-in-other-languages': ['properties', 'java', 'go', 'python', 'csharp'],
  // test/deploy, and test/cli/doctor-proxy for what doctor prints
  deploy: ['ini', 'nginx', 'caddyfile', 'haproxy', 'apache', 'text', 'dockerfile', 'yaml'],
}

const resultsFolder = join(import.meta.dirname, '..', '..', 'test-results')
mkdirSync(resultsFolder, { recursive: true })
const folder = mkdtempSync(join(resultsFolder, 'guides-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the guides', () => {
  it('have no block that nothing checks', () => {
    const isChecked = ({ guide, language }: Block) =>
      [...checkedHere, ...(checkedElsewhere[guide] ?? [])].includes(language)
    expect(blocks.length).toBeGreaterThan(20)
    expect(blocks.filter((block) => !isChecked(block)).map(toName)).toEqual([])
  })

  it('name the file of every block of code, each once', () => {
    const code = inLanguage('ts', 'tsx')
    expect(code.filter(({ file }) => file === undefined).map(toName)).toEqual([])
    const files = code.map(({ guide, file }) => `${guide}/${file}`)
    expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([])
  })

  it('have only code that compiles, strictly', () => {
    const code = inLanguage('ts', 'tsx').filter(({ file }) => file !== undefined)
    writeCode(folder, code)
    expect(compile(folder, code)).toEqual([])
  }, 60_000)

  it('have only JSON that parses', () => {
    for (const { code, place } of inLanguage('json')) expect(() => JSON.parse(code), place).not.toThrow()
  })

  it('run only commands and options of ours that exist', async () => {
    const lines = inLanguage('sh').flatMap(({ code }) => latchkeyLines(code))
    expect(lines.length).toBeGreaterThan(3)
    const complaints = await Promise.all(lines.map(complaintAbout))
    expect(complaints.filter((complaint) => complaint !== undefined)).toEqual([])
  })

  // Windows has no sh; the guides are the same there.
  it.skipIf(process.platform === 'win32')('have only lines that a shell can read', () => {
    for (const { code, place } of inLanguage('sh')) {
      expect(spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' }).stderr, place).toBe('')
    }
  })
})

function toName({ place, language }: Block): string {
  return `${place} \`\`\`${language}`
}

describe('the check of shell lines', () => {
  it('finds our command wherever it stands', () => {
    const code =
      'sudo -u id npx latchkey user create ada \\\n  --json # a remark\necho hi | latchkey migrate && x latchkey no; sudo -u latchkey ls'
    expect(latchkeyLines(code)).toEqual([['user', 'create', 'ada', '--json'], ['migrate']])
  })

  it('complains about a command, an option, or a value that there is not', async () => {
    expect(await complaintAbout(['migrate', '--dry-run'])).toBeUndefined()
    expect(await complaintAbout(['migrat'])).toContain('unknown command')
    expect(await complaintAbout(['start', '--hots', 'x'])).toContain('unknown option')
    expect(await complaintAbout(['start', '--port', 'x'])).toContain('must be a number')
    expect(await complaintAbout(['user', 'delete'])).toContain('missing required argument')
  })
})

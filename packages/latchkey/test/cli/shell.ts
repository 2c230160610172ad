import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/cli/run.ts'
import type { Terminal } from '../../src/cli/terminal/terminal.ts'
import type { FileConfiguration } from '../../src/settings/options.ts'

export interface Answer {
  readonly code: number
  /** Standard output. */
  readonly out: string
  /** Standard error. */
  readonly note: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of a document is what it asserts
  readonly document: any
}

/** What a person or a pipe would give. */
export interface Given {
  readonly input?: string
  /** Answers to questions, in order; makes the terminal interactive. */
  readonly replies?: readonly string[]
  readonly environment?: Terminal['environment']
}

export interface Shell {
  readonly folder: string
  write(name: string, text: string): void
  latchkey(words: string, given?: Given): Promise<Answer>
  remove(): void
}

export const configuration: FileConfiguration = {
  issuer: 'http://localhost:4000',
  storage: 'sqlite:latchkey.db',
  resources: [{ uri: 'https://api.example.com', scopes: { 'books:read': 'See your books' } }],
  clients: [{ clientId: 'configured', redirectUris: ['https://app.example.com/cb'] }],
}

/** A folder with a configuration, in which commands run as they do in a shell. */
export function openShell(written: object | undefined = configuration): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-cli-'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  if (written !== undefined) write('latchkey.config.json', JSON.stringify(written))
  return {
    folder,
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    async latchkey(words, { input = '', replies, environment = {} } = {}) {
      const said = { out: '', note: '' }
      const waiting = [...(replies ?? [])]
      const code = await run(toWords(words), {
        folder,
        environment,
        interactive: replies !== undefined,
        isScreen: false,
        hasColours: { out: false, note: false },
        out: (text) => {
          said.out += text
        },
        note: (text) => {
          said.note += text
        },
        readInput: async () => input,
        ask: async () => waiting.shift() ?? '',
      })
      return { code, ...said, document: said.out.startsWith('{') ? JSON.parse(said.out) : undefined }
    },
  }
}

/** Splits at spaces; what stands in single quotes is one word. */
function toWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

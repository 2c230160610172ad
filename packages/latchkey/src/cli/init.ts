import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { findConfigurationFile } from '../config/find-configuration-file.ts'
import { parseConfiguration } from '../config/parse-configuration.ts'
import { addLeafCommand, type SharedOptions } from './leaf-command.ts'
import { answer } from './terminal/answer.ts'
import { CommandError } from './terminal/command-error.ts'
import type { Terminal } from './terminal/terminal.ts'

const ignored = ['.env', '*.db', '*.db-shm', '*.db-wal', '*.db.secret']

/**
 * `latchkey init`: writes a configuration to start with and a secret, and keeps both data and secret out of
 * version control.
 */
export function addInit(program: Command, terminal: Terminal): void {
  addLeafCommand(program, 'init', {
    summary: 'Write latchkey.config.ts and .env into this folder',
    detail: 'Never overwrites a file.',
    examples: ['init', 'init --issuer https://id.example.com'],
  })
    .option('--issuer <url>', 'the public URL of the server', 'http://localhost:4000')
    .action((options: SharedOptions & { issuer: string }) => {
      parseConfiguration({ issuer: options.issuer })
      requireNoConfiguration(terminal.folder)
      const wrote = [
        writeConfiguration(terminal.folder, options.issuer),
        ...writeSecret(terminal.folder),
        ...ignoreFiles(terminal.folder),
      ]
      const text = `${wrote.map((name) => `Wrote ${name}`).join('\n')}\n\nNext: latchkey user create you@example.com, then latchkey start`
      answer(terminal, options, { document: { wrote }, text })
    })
}

function requireNoConfiguration(folder: string): void {
  const file = findConfigurationFile(folder)
  if (file !== undefined) throw new CommandError('conflict', `${file} is there already. Nothing was written.`)
}

function writeConfiguration(folder: string, issuer: string): string {
  const name = 'latchkey.config.ts'
  write(() => writeFileSync(join(folder, name), template(issuer), { flag: 'wx' }), folder)
  return name
}

function writeSecret(folder: string): string[] {
  const file = join(folder, '.env')
  const line = `LATCHKEY_SECRET=${randomBytes(32).toString('base64url')}\n`
  if (!existsSync(file)) {
    const heading =
      '# Seals what the server hands out. To change it: put the new one first, a comma, then this one.\n'
    write(() => writeFileSync(file, heading + line, { flag: 'wx', mode: 0o600 }), folder)
    return ['.env']
  }
  const text = readFileSync(file, 'utf8')
  if (/^[ \t]*(?:export[ \t]+)?LATCHKEY_SECRET[ \t]*=/m.test(text)) return []
  write(() => appendFileSync(file, text === '' || text.endsWith('\n') ? line : `\n${line}`), folder)
  return ['.env (added LATCHKEY_SECRET)']
}

function ignoreFiles(folder: string): string[] {
  const file = join(folder, '.gitignore')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const present = text.split(/\r?\n/)
  const missing = ignored.filter((line) => !present.includes(line))
  if (missing.length === 0) return []
  const start = text === '' || text.endsWith('\n') ? '' : '\n'
  write(() => appendFileSync(file, `${start}${missing.join('\n')}\n`), folder)
  return [`.gitignore (${missing.join(' ')})`]
}

function write(action: () => void, folder: string): void {
  try {
    action()
  } catch (cause) {
    throw new CommandError('failed', `Cannot write to ${folder}. Start in a folder that you may write to.`, {
      cause,
    })
  }
}

function template(issuer: string): string {
  return `import { defineConfig } from 'latchkey'

export default defineConfig({
  // The public URL of this server. Every token carries it and every app knows it, so choose it well.
  issuer: ${quote(issuer)},

  // One file holds everything; its folder must be on a disk that you back up.
  storage: 'sqlite:latchkey.db',

  // 'open' lets everybody make an account, 'invite' those with a link from \`latchkey user invite\`.
  accounts: { signUp: 'closed' },

  // Apps that may ask for tokens. Others can be added while the server runs: \`latchkey client create\`.
  clients: [
    {
      clientId: 'my-app',
      name: 'My app',
      redirectUris: ['http://localhost:3000/callback'],
      // An app on a server also has a secret, from .env or the environment: import fromEnvironment, too.
      // clientSecret: fromEnvironment('MY_APP_SECRET'),
    },
  ],

  // APIs that accept our access tokens, with the scopes that apps may ask for:
  // resources: [
  //   { uri: 'https://api.example.com', name: 'Books', scopes: { 'books:read': 'See your books' } },
  // ],
})
`
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Members } from '../../packages/latchkey/src/settings/option.ts'
import { repositoryFolder } from '../repository-folders.ts'

const settingsFolder = join(repositoryFolder, 'packages', 'latchkey', 'src', 'settings')
const table = /^(?:export )?const \w+ = \{\n([\s\S]*?)^\}/gm
const member = /^ {2}(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2})?(\w+):/gm

/** The comments of every table of options in `settings/`; no two tables have the same members. */
const sentences = new Map(
  globSync('*.ts', { cwd: settingsFolder })
    .flatMap((file) => [...readFileSync(join(settingsFolder, file), 'utf8').matchAll(table)])
    .map(([, body = '']) => [...body.matchAll(member)].map(([, text = '', name = '']) => ({ name, text })))
    .map((members) => [
      members.map(({ name }) => name).join(),
      new Map(members.map(({ name, text }) => [name, toLine(text)])),
    ]),
)

/** The comment above an option on one line, which editors show too. */
export function sentenceOf(members: Members, name: string): string {
  const sentence = sentences.get(Object.keys(members).join())?.get(name)
  if (!sentence) throw new Error(`The option ${name} has no comment in packages/latchkey/src/settings`)
  return sentence
}

function toLine(comment: string): string {
  return comment
    .replaceAll(/^\s*\* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

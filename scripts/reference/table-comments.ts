import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const table = /^(?:export )?const \w+ = \{\n([\s\S]*?)^\}/gm
const member = /^ {2}(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2})?(\w+):/gm

/**
 * The comments above the members of each table in the files of a folder, which editors show too: each on one
 * line, empty for a member without one.
 */
export function readTableComments(folder: string): readonly ReadonlyMap<string, string>[] {
  return globSync('*.ts', { cwd: folder })
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(table)])
    .map(
      ([, body = '']) =>
        new Map([...body.matchAll(member)].map(([, comment = '', name = '']) => [name, toLine(comment)])),
    )
}

function toLine(comment: string): string {
  return comment
    .replaceAll(/^\s*\* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

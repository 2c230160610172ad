import { join } from 'node:path'
import type { Members } from '../../packages/latchkey/src/settings/option.ts'
import { repositoryFolder } from '../repository-folders.ts'
import { readTableComments } from './table-comments.ts'

/** The comments of every table of options in `settings/`; no two tables have the same members. */
const sentences = new Map(
  readTableComments(join(repositoryFolder, 'packages', 'latchkey', 'src', 'settings')).map((comments) => [
    [...comments.keys()].join(),
    comments,
  ]),
)

/** The comment above an option on one line, which editors show too. */
export function sentenceOf(members: Members, name: string): string {
  const sentence = sentences.get(Object.keys(members).join())?.get(name)
  if (!sentence) throw new Error(`The option ${name} has no comment in packages/latchkey/src/settings`)
  return sentence
}

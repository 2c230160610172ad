import { globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const guidesFolder = resolve(import.meta.dirname, '../../../../docs/guides')

/** One fenced block of a guide. */
export interface Block {
  /** The guide's name without its ending. */
  readonly guide: string
  /** What stands behind the three backticks; empty for what is shown and not meant to be used. */
  readonly language: string
  /** The path that the first line names, as `// path` or `# path`. */
  readonly file: string | undefined
  /** What is in the block, below the line that names the file. */
  readonly code: string
  /** Where to look: guide and line. */
  readonly place: string
}

export const guideNames: readonly string[] = globSync('*.md', { cwd: guidesFolder })
  .map((file) => basename(file, '.md'))
  .sort()

const readGuide = (guide: string): string => readFileSync(join(guidesFolder, `${guide}.md`), 'utf8')

/** Every fenced block of a guide, in order. */
export function readBlocks(guide: string): readonly Block[] {
  const text = readGuide(guide)
  return [...text.matchAll(/^( *)```([^\n]*)\n([\s\S]*?)^\1```$/gm)].map((match) => {
    const [, indent = '', language = '', inner = ''] = match
    const body = inner.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
    const [, file] = /^(?:\/\/|#) (\S+)\n/.exec(body) ?? []
    return {
      guide,
      language,
      file,
      code: file === undefined ? body : body.slice(body.indexOf('\n') + 1),
      place: `${guide}.md:${text.slice(0, match.index).split('\n').length}`,
    }
  })
}

/** The block of a guide that is this file. @throws Error when the guide has no such file. */
export function readFileOfGuide(guide: string, file: string): string {
  const block = readBlocks(guide).find((candidate) => candidate.file === file)
  if (block === undefined) throw new Error(`${guide}.md has no block that begins with the path ${file}`)
  return block.code
}

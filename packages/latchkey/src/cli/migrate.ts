import type { Command } from 'commander'
import { openStorage, type Storage } from '../index.ts'
import { addLeafCommand, type SharedOptions } from './leaf-command.ts'
import { loadForCommand } from './load-for-command.ts'
import { answer } from './terminal/answer.ts'
import type { Terminal } from './terminal/terminal.ts'

type Step = Awaited<ReturnType<Storage['migrate']>>[number]

/** `latchkey migrate`: migrates the database, as `start` does too. */
export function addMigrate(program: Command, terminal: Terminal): void {
  addLeafCommand(program, 'migrate', {
    summary: 'Bring the database up to date',
    detail: 'Forward only, in one transaction, under a lock. `latchkey start` does it too.',
    examples: ['migrate --dry-run', 'migrate'],
  })
    .option('--dry-run', 'only shows the SQL that would be run')
    .action(async (options: SharedOptions & { dryRun?: boolean }) => {
      const { parsed } = await loadForCommand(terminal, options)
      const storage = typeof parsed.storage === 'string' ? await openStorage(parsed.storage) : parsed.storage
      try {
        if (options.dryRun) {
          const pending = await storage.pendingMigrations()
          answer(terminal, options, { document: { pending }, text: toSql(pending) })
        } else {
          const applied = await storage.migrate()
          answer(terminal, options, { document: { applied }, text: describe(applied) })
        }
      } finally {
        await storage.close()
      }
    })
}

function describe(steps: readonly Step[]): string {
  if (steps.length === 0) return 'The database is up to date.'
  return steps.map(({ version, title }) => `Applied ${version}: ${title}`).join('\n')
}

/** A text that is valid SQL: everything else in it is a comment. */
function toSql(steps: readonly Step[]): string {
  if (steps.length === 0) return '-- The database is up to date.'
  const heading = '-- To be read, not to be run: `latchkey migrate` runs it, and keeps a record of it.\n'
  return [
    heading,
    ...steps.map(({ version, title, sql }) => `-- ${version}: ${title}\n${outdent(sql)}`),
  ].join('\n')
}

/** Removes the common indentation of the lines. */
function outdent(text: string): string {
  const lines = text
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  const margin = Math.min(...indents)
  return lines.map((line) => line.slice(margin)).join('\n')
}

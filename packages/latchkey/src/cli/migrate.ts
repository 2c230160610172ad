import type { Command } from 'commander'
import { openStorage, type Storage } from '../index.ts'
import { answer } from './answer.ts'
import { addLeafCommand, type SharedOptions } from './leaf-command.ts'
import { loadForCommand } from './load-for-command.ts'
import type { Terminal } from './terminal.ts'

type Step = Awaited<ReturnType<Storage['migrate']>>[number]

/** `latchkey migrate`: brings the database up to date, as `start` does too. */
export function addMigrate(program: Command, terminal: Terminal): void {
  addLeafCommand(program, 'migrate', {
    summary: 'Bring the database up to date',
    detail: 'Forward only, in one transaction, under a lock. `latchkey start` does it too.',
    examples: ['migrate --dry-run', 'migrate'],
  })
    .option('--dry-run', 'only says what would be done')
    .action(async (options: SharedOptions & { dryRun?: boolean }) => {
      const { parsed } = await loadForCommand(terminal, options)
      const storage = typeof parsed.storage === 'string' ? await openStorage(parsed.storage) : parsed.storage
      try {
        const steps = options.dryRun ? await storage.pendingMigrations() : await storage.migrate()
        const document = options.dryRun ? { pending: steps } : { applied: steps }
        answer(terminal, options, { document, text: describe(steps, options.dryRun === true) })
      } finally {
        await storage.close()
      }
    })
}

function describe(steps: readonly Step[], dryRun: boolean): string {
  if (steps.length === 0) return 'The database is up to date.'
  return steps
    .map(({ version, title }) => `${dryRun ? 'Would apply' : 'Applied'} ${version}: ${title}`)
    .join('\n')
}

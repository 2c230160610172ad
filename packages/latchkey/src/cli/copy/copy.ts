import type { Command } from 'commander'
import {
  CopyConflict,
  type CopyCount,
  type CopyEnds,
  copyRecords,
  kindsIn,
} from '../../storage/copy-records.ts'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer, toTable } from '../terminal/answer.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { type CopyEnd, openSource, openTarget, requireTwoDatabases } from './open-end.ts'
import { createProgressReport } from './report-progress.ts'

interface CopyOptions extends SharedOptions {
  readonly from: string
  readonly to: string
  readonly continue?: boolean
}

/** `latchkey copy`: copies everything that is stored from one database to another. */
export function addCopy(program: Command, terminal: Terminal): void {
  addLeafCommand(program, 'copy', {
    summary: 'Copy everything from one database into another, empty one',
    detail:
      'Stop the server first: what it writes after the copy began is not copied. The server secret must go with the data:\nsigning keys, refresh tokens and sessions are sealed by it. Better than in the URL, where other users of this machine see it,\na password of PostgreSQL stands in PGPASSWORD or ~/.pgpass.',
    examples: [
      'copy --from sqlite:latchkey.db --to postgres://latchkey@db.example.com/latchkey',
      'copy --from postgres://latchkey@db.example.com/latchkey --to sqlite:latchkey.db',
    ],
  })
    .requiredOption('--from <url>', 'where everything is now: sqlite:FILE or postgres://…')
    .requiredOption('--to <url>', 'where it is to be')
    .option('--continue', 'go on with a copy that was interrupted')
    .action(async (options: CopyOptions) => {
      requireTwoDatabases(options.from, options.to, terminal.folder)
      const from = await openSource(options.from, terminal.folder)
      try {
        const to = await openTarget(options.to, terminal.folder)
        await copyBetween({ from, to }, options, terminal).finally(() => to.storage.close())
      } finally {
        await from.storage.close()
      }
    })
}

async function copyBetween(
  { from, to }: { readonly from: CopyEnd; readonly to: CopyEnd },
  options: CopyOptions,
  terminal: Terminal,
): Promise<void> {
  const ends: CopyEnds = { from: from.storage, to: to.storage }
  await ends.to.migrate()
  if (!options.continue) await requireEmpty(to)
  terminal.note('What a running server writes from now on is not copied: it should be stopped.\n')
  const counts = await explainingConflicts(() => copyRecords(ends, createProgressReport(terminal)))
  const kinds = [...counts].map(([kind, count]) => ({ kind, ...count }))
  const document = { from: from.name, to: to.name, kinds, next: secretAdvice(from) }
  answer(terminal, options, { document, text: describe(document) })
}

async function requireEmpty({ storage, name }: CopyEnd): Promise<void> {
  const found = await kindsIn(storage)
  if (found.length === 0) return
  throw new CommandError(
    'conflict',
    `${name} holds data already (${found.join(', ')}), and nothing was copied. Copy into an empty database; or, if this is a copy that was interrupted, add --continue.`,
  )
}

async function explainingConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof CopyConflict)) throw cause
    throw new CommandError(
      'conflict',
      `${cause.message}. Stop every server that uses either, empty the target, and copy again.`,
      { cause },
    )
  }
}

/** Without the secret, a copy cannot be decrypted. */
function secretAdvice({ file }: CopyEnd): string {
  const source =
    file === undefined ? 'the server used until now' : `${file}.secret (or LATCHKEY_SECRET, if you set it)`
  return `Give the server on the new database the secret of ${source}: it opens the signing keys, refresh tokens and sessions.`
}

function describe(document: {
  readonly from: string
  readonly to: string
  readonly kinds: readonly (CopyCount & { readonly kind: string })[]
  readonly next: string
}): string {
  const rows = document.kinds.map(({ kind, copied, alreadyThere }) => [
    kind,
    String(copied),
    String(alreadyThere),
  ])
  return [
    `Copied ${document.from} to ${document.to}; both hold the same.`,
    '',
    toTable(['kind', 'copied', 'was there'], rows),
    '',
    document.next,
  ].join('\n')
}

import type { CopyCount } from '../../storage/copy-records.ts'
import type { Terminal } from '../terminal.ts'

const millisecondsBetweenLines = 1000

/** Says how far it is: a line for each kind of record, and one now and then while there are many. */
export function createProgressReport(
  terminal: Terminal,
  verb: string,
): (kind: string, count: CopyCount) => void {
  let lastKind = ''
  let lastLine = 0
  return (kind, { copied, alreadyThere }) => {
    const now = performance.now()
    if (kind === lastKind && now - lastLine < millisecondsBetweenLines) return
    lastKind = kind
    lastLine = now
    const count = copied + alreadyThere
    if (count > 0) terminal.note(`${verb} ${kind}: ${count} so far\n`)
  }
}

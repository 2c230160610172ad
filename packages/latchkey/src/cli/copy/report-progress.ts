import type { CopyProgress } from '../../storage/copy-records.ts'
import type { Terminal } from '../terminal/terminal.ts'

const millisecondsBetweenLines = 1000
const verbs = { copying: 'Copying', comparing: 'Comparing' } as const

/** Reports progress: one line for each kind of record, and another from time to time while there are many. */
export function createProgressReport(terminal: Terminal): CopyProgress {
  let lastSubject = ''
  let lastLine = 0
  return (pass, kind, { copied, alreadyThere }) => {
    const now = performance.now()
    const subject = `${verbs[pass]} ${kind}`
    if (subject === lastSubject && now - lastLine < millisecondsBetweenLines) return
    lastSubject = subject
    lastLine = now
    const count = copied + alreadyThere
    if (count > 0) terminal.note(`${subject}: ${count} so far\n`)
  }
}

import { execFileSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished, test } from 'vitest'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'
import { everybody, openBusyServer } from './busy-server.ts'
import { ANSWER_MS } from './wire.ts'

/** Milliseconds from the moment that the file can be written again to the first answers of every kind. */
const RESUME_MS = 8000
/** Who needs a file that can be written; the others go on reading it. */
const writers = ['refresh', 'code']
const readers = everybody.filter((kind) => !writers.includes(kind))

test.skipIf(!canLimitFiles())(
  'under load, on a disk that is full: 503 to who must write, the others are served; with room again all goes on, nothing lost',
  () =>
    inTemporaryFolder(async (folder) => {
      const busy = await openBusyServer(`sqlite:${folder}/latchkey.db`)
      await busy.load.until('served', everybody, RESUME_MS)
      // No file of ours may grow beyond its first page: each commit fails in the system's write, as it does
      // on a full disk.
      limitFiles('4096')
      onTestFinished(() => limitFiles('unlimited'))
      await busy.load.until('unavailable', writers, ANSWER_MS)
      await busy.load.until('served', readers, RESUME_MS)
      limitFiles('unlimited')
      await busy.load.until('served', everybody, RESUME_MS)
      await busy.endWell()
    }),
)

test('under load, on a file that another program has locked: 503 to who must write, and all goes on after it', () =>
  inTemporaryFolder(async (folder) => {
    const busy = await openBusyServer(`sqlite:${folder}/latchkey.db`)
    await busy.load.until('served', everybody, RESUME_MS)
    const other = new DatabaseSync(`${folder}/latchkey.db`)
    other.exec('BEGIN IMMEDIATE')
    // Each attempt to write holds everything up for a second, these clients too: so not for long.
    await busy.load.until('unavailable', ['refresh'], ANSWER_MS, 1)
    await busy.load.until('served', readers, ANSWER_MS, 1)
    other.exec('ROLLBACK')
    other.close()
    await busy.load.until('served', everybody, RESUME_MS)
    await busy.endWell()
  }))

/**
 * `prlimit` of util-linux changes a limit of a program that runs. Node leaves the signal that goes with it
 * (SIGXFSZ) aside.
 */
function limitFiles(bytes: string): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`], { stdio: 'pipe' })
}

function canLimitFiles(): boolean {
  try {
    limitFiles('unlimited')
    return true
  } catch {
    return false
  }
}

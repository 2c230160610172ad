import { createProgram } from './program.ts'
import { reportFailure } from './terminal/report-failure.ts'
import type { Terminal } from './terminal/terminal.ts'

/** Runs one command line; returns the exit code. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    return reportFailure(error, {
      terminal,
      json: words.includes('--json'),
      debug: words.includes('--debug'),
    })
  }
}

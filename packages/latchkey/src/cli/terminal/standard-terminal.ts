import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { styleText } from 'node:util'
import { CommandError } from './command-error.ts'
import type { Terminal } from './terminal.ts'

/** The terminal of this process. */
export function createStandardTerminal(): Terminal {
  process.stdout.on('error', ignoreClosedPipe)
  process.stderr.on('error', ignoreClosedPipe)
  return {
    folder: process.cwd(),
    environment: process.env,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    isScreen: process.stdout.isTTY === true,
    hasColours: { out: hasColours(process.stdout), note: hasColours(process.stderr) },
    out: (written) => void process.stdout.write(written),
    note: (written) => void process.stderr.write(written),
    readInput: () => text(process.stdin),
    ask,
  }
}

/** As Node decides: by the terminal, NO_COLOR, NODE_DISABLE_COLORS and FORCE_COLOR. */
function hasColours(stream: NodeJS.WriteStream): boolean {
  return styleText('red', '-', { stream }) !== '-'
}

/** In `latchkey user list | head`, `head` closes the pipe early. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

function ask(question: string, { secret = false } = {}): Promise<string> {
  process.stderr.write(question)
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({
    input: process.stdin,
    output: secret ? silence : process.stderr,
    terminal: true,
  })
  return new Promise((resolve, reject) => {
    reader.once('SIGINT', () => reject(new CommandError('interrupted', 'Interrupted.')))
    reader.once('close', () => reject(new CommandError('interrupted', 'Nothing was answered.')))
    reader.once('line', resolve)
  }).finally(() => {
    reader.close()
    if (secret) process.stderr.write('\n')
  }) as Promise<string>
}

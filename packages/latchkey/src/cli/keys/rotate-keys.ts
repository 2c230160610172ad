import { type Command, Option } from 'commander'
import { signingAlgorithms } from '../../protocol/signing-key.ts'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { answer, toDate } from '../terminal/answer.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { withServer } from '../with-server.ts'

interface RotateOptions extends SharedOptions {
  readonly now?: boolean
  readonly algorithm?: (typeof signingAlgorithms)[number]
}

export function addKeysRotate(keys: Command, terminal: Terminal): void {
  addLeafCommand(keys, 'rotate', {
    summary: 'Make new signing keys ahead of schedule',
    detail:
      'A new key is published first and signs later, so that nobody meets an unknown key.\nWith --now it signs at once: for a key that leaked. Running servers notice within seconds.',
    examples: ['keys rotate', 'keys rotate --now --algorithm ES256'],
  })
    .option('--now', 'signs at once')
    .addOption(new Option('--algorithm <algorithm>', 'only this one').choices(signingAlgorithms))
    .action(async (options: RotateOptions) => {
      const { algorithm, now: immediately } = options
      const made = await withServer(terminal, options, (server) =>
        server.keys.rotate({ ...(algorithm && { algorithm }), ...(immediately && { immediately }) }),
      )
      const lines = made.map((key) => `${key.algorithm} ${key.kid} signs from ${toDate(key.activatesAt)}`)
      answer(terminal, options, { document: { keys: made }, text: lines.join('\n') })
    })
}

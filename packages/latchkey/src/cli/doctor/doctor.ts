import type { Command } from 'commander'
import { ConfigError } from '../../config/config-error.ts'
import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { addLeafCommand, type SharedOptions } from '../leaf-command.ts'
import { loadForCommand } from '../load-for-command.ts'
import { answer } from '../terminal/answer.ts'
import { AnsweredFailure } from '../terminal/command-error.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { type Check, failed, ok, warning } from './check.ts'
import { checkAreas } from './check-areas.ts'
import { checkClients } from './check-clients.ts'
import { checkIssuer } from './check-issuer.ts'
import { checkOutbound } from './check-outbound.ts'
import { checkSecret } from './check-secret.ts'
import { checkStorage } from './check-storage.ts'

const marks = { ok: '✓', warning: '!', failed: '✗' } as const

/** `latchkey doctor`: checks everything that usually goes wrong, and says how to fix it. */
export function addDoctor(program: Command, terminal: Terminal): void {
  addLeafCommand(program, 'doctor', {
    summary: 'Look for what is wrong with this installation',
    detail: 'Changes nothing. Fails when something is broken; a warning alone does not fail.',
    examples: ['doctor', 'doctor --json'],
  }).action(async (options: SharedOptions) => {
    const checks = await examine(terminal, options)
    const broken = checks.filter((check) => check.state === 'failed')
    answer(terminal, options, {
      document: { ok: broken.length === 0, checks },
      text: checks.map(toText).join('\n'),
    })
    if (broken.length > 0) throw new AnsweredFailure()
  })
}

async function examine(terminal: Terminal, options: SharedOptions): Promise<readonly Check[]> {
  const node = ok('node', `Node ${process.versions.node}`)
  const loaded = await load(terminal, options)
  if (!('parsed' in loaded)) return [node, loaded]
  return [
    node,
    ok('configuration', `${loaded.file ?? 'the environment'} is valid`),
    ...loaded.warnings.map((sentence) =>
      warning('configuration', sentence, 'see docs/guides/configuration.md'),
    ),
    ...loaded.exposed.map(({ file }) =>
      warning(
        'configuration',
        `${file} holds secrets, and can be read by other users of this machine`,
        `chmod 600 ${file}`,
      ),
    ),
    checkAreas(loaded),
    checkClients(loaded),
    checkSecret(loaded),
    checkOutbound(loaded),
    ...(await checkStorage(loaded)),
    ...(await checkIssuer(loaded)),
  ]
}

async function load(terminal: Terminal, options: SharedOptions): Promise<LoadedConfiguration | Check> {
  try {
    return await loadForCommand(terminal, options)
  } catch (error) {
    if (error instanceof ConfigError)
      return failed('configuration', error.message, 'mend what is named, or run latchkey init')
    throw error
  }
}

function toText({ state, name, finding, fix }: Check): string {
  return `${marks[state]} ${name.padEnd(13)}  ${finding}${fix === undefined ? '' : `\n${' '.repeat(17)}→ ${fix}`}`
}

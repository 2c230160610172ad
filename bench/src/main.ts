/** `npm run bench`: Latchkey, its peers and the physical limit, side by side in one run. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Contender } from './contenders/contender.ts'
import { loadContender } from './contenders/load-contender.ts'
import { openDatabases } from './databases.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { runWorkload } from './run-rounds.ts'
import { type RunningContender, startContender } from './running-contender.ts'

const options = readOptions(process.argv.slice(2))
if (options === 'help') console.log(HELP)
else await run(options)

async function run(options: Options): Promise<void> {
  const contenders = await Promise.all(chooseContenders(options.only).map(loadContender))
  const databases = await openDatabases(contenders)
  const running: RunningContender[] = []
  try {
    for (const contender of contenders) running.push(await start(contender))
    for (const workload of options.workloads) await runWorkload(workload, running, options)
  } finally {
    await Promise.all(running.map((each) => each.stop()))
    await databases.close()
  }

  async function start(contender: Contender): Promise<RunningContender> {
    const started = await startContender(contender, await databases.create(contender), databases.postgresPid)
    console.log(`${contender.title}: ready, ${((started.idleMemory ?? 0) / 1e6).toFixed(0)} MB`)
    return started
  }
}

function chooseContenders(only: readonly string[]): readonly string[] {
  const folder = join(import.meta.dirname, 'contenders')
  const there = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'contender.ts')))
  const unknown = only.filter((name) => !there.includes(name))
  if (unknown.length > 0)
    throw new Error(`No such contender: ${unknown.join(', ')}. There are: ${there.join(', ')}`)
  return only.length === 0 ? there : only
}

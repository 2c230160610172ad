/** `npm run bench`: Latchkey, its peers and the physical limit, side by side in one run. */
import { chooseContenders } from './contenders/choose-contenders.ts'
import { openDatabases } from './databases.ts'
import { runGrowth } from './growth/run-growth.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { printTable } from './report/print-table.ts'
import { checkReport, writeReport } from './report/write-report.ts'
import { runMatrix } from './run-matrix.ts'

const options = readOptions(process.argv.slice(2))
if (options === 'help') console.log(HELP)
else await run(options)

async function run(options: Options): Promise<void> {
  if (options.kind === 'report') return writeReport()
  const contenders = await chooseContenders(options)
  const databases = await openDatabases(contenders)
  try {
    const found =
      options.kind === 'growth'
        ? await runGrowth(contenders, databases, options)
        : await runMatrix(contenders, databases, options)
    printTable(found)
  } finally {
    await databases.close()
  }
  if (options.save) writeReport()
  if (options.kind === 'quick') checkReport()
}

import { resolveOwnPackage } from './resolve-own-package.ts'
import { run } from './run.ts'
import { createStandardTerminal } from './terminal/standard-terminal.ts'

resolveOwnPackage()
process.exitCode = await run(process.argv.slice(2), createStandardTerminal())

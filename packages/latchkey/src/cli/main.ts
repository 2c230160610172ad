import { createProcessTerminal } from './process-terminal.ts'
import { resolveOwnPackage } from './resolve-own-package.ts'
import { run } from './run.ts'

resolveOwnPackage()
process.exitCode = await run(process.argv.slice(2), createProcessTerminal())

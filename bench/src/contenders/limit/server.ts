import { runLimit } from './run-limit.ts'

await runLimit('on the loop')

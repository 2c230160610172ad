import { runLimit } from '../limit/run-limit.ts'

await runLimit('off the loop')

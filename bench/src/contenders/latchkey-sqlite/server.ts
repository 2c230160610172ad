import { runLatchkey } from '../latchkey/run-latchkey.ts'

await runLatchkey([])

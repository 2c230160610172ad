import { ExtensionFailure, limitOf } from 'latchkey-connect/internal'
import type { Logger } from '../ports/logger.ts'

/** Seconds that each step of closing may take. What hangs is left as it is, so that the process can end. */
const CLOSING_SECONDS = 15

/** Waits for a step of closing, and goes on when it takes too long, which is logged. */
export async function closeInTime(step: string, work: Promise<unknown>, logger: Logger): Promise<void> {
  let isLate = false
  const late = () => {
    isLate = true
    return ExtensionFailure.late(step, CLOSING_SECONDS)
  }
  try {
    await limitOf(CLOSING_SECONDS)(work, late)
  } catch (cause) {
    if (!isLate) throw cause
    logger.error({ err: cause }, 'closing did not finish')
  }
}

import { setTimeout } from 'node:timers/promises'
import { IssuerError } from '../../issuer/issuer-error.ts'

/** Milliseconds that are waited before each further try. */
const PAUSES_MILLISECONDS = [100, 300]

/**
 * Asks the issuer again when its answer was lost. Only for what may be asked twice.
 * @throws what `ask` throws; IssuerError `ISSUER_UNAVAILABLE` only after the last try
 */
export async function askPatiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (const pause of PAUSES_MILLISECONDS) {
    try {
      return await ask()
    } catch (cause) {
      if (!(cause instanceof IssuerError) || cause.code !== 'ISSUER_UNAVAILABLE') throw cause
      await setTimeout(pause)
    }
  }
  return ask()
}

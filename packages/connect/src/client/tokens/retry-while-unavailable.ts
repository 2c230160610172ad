import { setTimeout } from 'node:timers/promises'
import { IssuerError } from '../../issuer/issuer-error.ts'

/** Milliseconds to wait before each retry. */
const PAUSES_MILLISECONDS = [100, 300]

/**
 * Repeats a request while the issuer is unavailable. Only for requests that are safe to repeat.
 * @throws what `request` throws; IssuerError `ISSUER_UNAVAILABLE` only after the last try
 */
export async function retryWhileUnavailable<Result>(request: () => Promise<Result>): Promise<Result> {
  for (const pause of PAUSES_MILLISECONDS) {
    try {
      return await request()
    } catch (cause) {
      if (!(cause instanceof IssuerError) || cause.code !== 'ISSUER_UNAVAILABLE') throw cause
      await setTimeout(pause)
    }
  }
  return request()
}

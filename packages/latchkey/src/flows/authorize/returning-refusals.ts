import { Refusal, type ReturnAddress } from '../../protocol/refusal.ts'

/**
 * Runs rules whose refusals go back to the client by redirect, because the redirect URI has been verified.
 */
export async function returningRefusals<T>(returnTo: ReturnAddress, rules: () => T | Promise<T>): Promise<T> {
  try {
    return await rules()
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    throw new Refusal(cause.reason, { ...cause.detail, returnTo })
  }
}

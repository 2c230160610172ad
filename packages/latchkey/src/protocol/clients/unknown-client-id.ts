import { toPrintableText } from '../printable-text.ts'

/** Enough to recognise a typo by, and too little of a secret to be one. */
const SHOWN_CHARACTERS = 8

/**
 * An id that no client has, as the log and events keep it: who swaps id and secret sends the secret as the
 * id. So no more of it is kept than the registered id that is near to it has characters, if there is one.
 */
export function toShownClientId(sent: string, nearest: string | undefined): string {
  return toPrintableText(sent, Math.max(SHOWN_CHARACTERS, nearest?.length ?? 0))
}

import { refuse } from '../../protocol/refusal.ts'
import type { Settings } from '../../settings/settings.ts'

/**
 * Requires that an app's request fits into the URLs that carry it on, as a query: what was posted may have
 * become longer by its percent-encoding.
 * @throws Refusal `request_too_large`
 */
export function requireRequestSize(
  parameters: string,
  { limits: { authorizationRequestBytes: limitBytes } }: Pick<Settings, 'limits'>,
): void {
  if (parameters.length > limitBytes)
    refuse('request_too_large', `A request may have at most ${limitBytes} bytes in a URL`)
}

import type { Parameters } from '../parameters.ts'
import { refuse } from '../refusal.ts'

/**
 * Refuses request objects, which are not supported, each with its own error (OpenID Connect Core §3.1.2.6).
 */
export function requireNoRequestObject(parameters: Parameters): void {
  if (parameters.get('request') !== undefined) {
    refuse('request_object_unsupported', 'Send the parameters themselves; request objects are not supported')
  }
  if (parameters.get('request_uri') !== undefined) {
    refuse('request_uri_unsupported', 'Send the parameters themselves; request_uri is not supported')
  }
  if (parameters.get('registration') !== undefined) {
    refuse(
      'registration_unsupported',
      'Register the client beforehand; the registration parameter is not supported',
    )
  }
}

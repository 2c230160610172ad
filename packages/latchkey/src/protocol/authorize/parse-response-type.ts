import { toPrintableText } from '../printable-text.ts'
import { refuse } from '../refusal.ts'

/** Only the code flow is supported (OAuth 2.1 §4.1.1; RFC 9700 §2.1.2 on the implicit grant). */
export function parseResponseType(responseType: string | undefined): 'code' {
  if (responseType === undefined) refuse('malformed_request', 'Send response_type=code')
  if (responseType !== 'code')
    refuse('unsupported_response_type', 'The only response_type supported is code', {
      received: toPrintableText(responseType),
    })
  return 'code'
}

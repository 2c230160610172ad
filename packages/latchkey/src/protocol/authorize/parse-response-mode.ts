import { refuse } from '../refusal.ts'

/** How the response is sent (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2). */
export function parseResponseMode(responseMode: string | undefined): 'query' | 'form_post' {
  if (responseMode === undefined || responseMode === 'query') return 'query'
  if (responseMode === 'form_post') return 'form_post'
  return refuse('unsupported_response_mode', 'response_mode must be query or form_post')
}

import { refuse } from '../refusal.ts'
import { findResponseMode, RESPONSE_MODES, type ResponseMode } from './response-mode.ts'

export function parseResponseMode(responseMode: string | undefined): ResponseMode {
  if (responseMode === undefined) return 'query'
  return (
    findResponseMode(responseMode) ??
    refuse('unsupported_response_mode', `response_mode must be one of ${RESPONSE_MODES.join(', ')}`)
  )
}

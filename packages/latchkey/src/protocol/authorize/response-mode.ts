/**
 * How the response is sent: `query` unless the client asks for another, such as `fragment`, which browsers
 * send to no server (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2).
 */
export const RESPONSE_MODES = ['query', 'fragment', 'form_post'] as const

export type ResponseMode = (typeof RESPONSE_MODES)[number]

/** The mode of this name, if it is one that we have. */
export function findResponseMode(name: string | undefined): ResponseMode | undefined {
  return RESPONSE_MODES.find((mode) => mode === name)
}

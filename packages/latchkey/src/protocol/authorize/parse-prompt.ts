import { refuse } from '../refusal.ts'

/** The values of `prompt` that we act on (OpenID Connect Core §3.1.2.1). */
export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const

export type Prompt = (typeof PROMPTS)[number]

/** The values of `prompt`; `none` stands alone (OpenID Connect Core §3.1.2.1). */
export function parsePrompt(prompt: string | undefined): readonly Prompt[] {
  const prompts = [...new Set((prompt ?? '').split(' ').filter((value) => value !== ''))]
  if (!prompts.every(isPrompt)) {
    refuse('malformed_request', `prompt may hold ${PROMPTS.slice(0, -1).join(', ')} and ${PROMPTS.at(-1)}`)
  }
  if (prompts.includes('none') && prompts.length > 1) {
    refuse('malformed_request', 'prompt=none cannot be combined with another value')
  }
  return prompts
}

function isPrompt(value: string): value is Prompt {
  return (PROMPTS as readonly string[]).includes(value)
}

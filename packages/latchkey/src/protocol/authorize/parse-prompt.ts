import { refuse } from '../refusal.ts'
import type { Prompt } from './authorization-request.ts'

const PROMPTS: ReadonlySet<string> = new Set<Prompt>(['none', 'login', 'consent', 'select_account'])

/** The values of `prompt`; `none` stands alone (OpenID Connect Core §3.1.2.1). */
export function parsePrompt(prompt: string | undefined): readonly Prompt[] {
  const prompts = [...new Set((prompt ?? '').split(' ').filter((value) => value !== ''))]
  if (!prompts.every(isPrompt)) {
    refuse('malformed_request', 'prompt may hold none, login, consent and select_account')
  }
  if (prompts.includes('none') && prompts.length > 1) {
    refuse('malformed_request', 'prompt=none cannot be combined with another value')
  }
  return prompts
}

function isPrompt(value: string): value is Prompt {
  return PROMPTS.has(value)
}

import type { EnvironmentVariable } from './option.ts'

/** `LATCHKEY_SECRET` may contain previous secrets after the current one, separated by commas. */
export const currentSecret: EnvironmentVariable = {
  name: 'LATCHKEY_SECRET',
  read: (text) => secretsIn(text)[0] ?? '',
  inMessages: nameSecrets,
}
export const formerSecrets: EnvironmentVariable = {
  name: 'LATCHKEY_SECRET',
  read: (text) => secretsIn(text).slice(1),
  inMessages: nameSecrets,
}

/** A comma inside one secret would go unnoticed otherwise, and leave two short ones. */
function nameSecrets(text: string): string {
  const { length } = secretsIn(text)
  return length === 1 ? 'LATCHKEY_SECRET' : `LATCHKEY_SECRET (${length} secrets, as a comma separates them)`
}

function secretsIn(text: string): readonly string[] {
  return text.split(',').map((secret) => secret.trim())
}

/** Text that is not a number is returned as it is, and refused when the option is checked. */
export function wholeNumberIn(text: string): unknown {
  return /^\d+$/.test(text) ? Number(text) : text
}

/**
 * The text of an environment variable that has to be set, for a configuration that reads its secrets from the
 * environment: `clientSecret: fromEnvironment('SHOP_SECRET')`.
 * @throws Error that names the variable if it is not set, or empty
 */
export function fromEnvironment(name: string): string {
  const text = process.env[name]
  if (text) return text
  throw new Error(`the environment variable ${name} is ${text === undefined ? 'not set' : 'empty'}`)
}

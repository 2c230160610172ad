/**
 * The npm to run, and its first parameters: `npm test` says which npm runs it; outside of npm it is the one
 * on the PATH.
 */
export function npmCommand(): readonly [command: string, first: readonly string[]] {
  const script = process.env.npm_execpath
  return script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []]
}

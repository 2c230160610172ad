/**
 * Refuses switches that are not booleans. Any non-empty string is truthy: with `OPTIONAL=false`, `optional:
 * process.env.OPTIONAL` would let everyone in.
 * @throws TypeError that names the option
 */
export function requireSwitches<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  const wrong = names.find((name) => !['boolean', 'undefined'].includes(typeof options[name]))
  if (wrong !== undefined) throw new TypeError(`${wrong} must be true or false`)
}

/**
 * A text counts as true, whatever it says: `optional: process.env.OPTIONAL` would open the door with `false`.
 * @throws TypeError that names the option
 */
export function requireSwitches<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  const wrong = names.find((name) => !['boolean', 'undefined'].includes(typeof options[name]))
  if (wrong !== undefined) throw new TypeError(`${wrong} must be true or false`)
}

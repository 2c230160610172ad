import { nearestName } from './nearest-name.ts'

/**
 * Refuses options that do not exist, such as mistyped ones, and what is no object of options.
 * @throws TypeError that names the unknown option, and the one that was most likely meant
 */
export function requireKnownOptions(of: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`${of} needs an object of options`)
  if ('then' in options) throw new TypeError(`${of} was given a promise: write await before it`)
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const nearest = nearestName(name, known)
    const hint = nearest === undefined ? `Known are: ${known.join(', ')}` : `Did you mean ${nearest}?`
    throw new TypeError(`${of}: there is no option ${name}. ${hint}`)
  }
}

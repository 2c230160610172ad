import { nearestName } from './nearest-name.ts'

/**
 * Refuses options that do not exist, such as mistyped ones.
 * @throws TypeError that names the unknown option, and the one that was most likely meant
 */
export function requireKnownOptions(of: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const nearest = nearestName(name, known)
    const hint = nearest === undefined ? `Known are: ${known.join(', ')}` : `Did you mean ${nearest}?`
    throw new TypeError(`${of}: there is no option ${name}. ${hint}`)
  }
}

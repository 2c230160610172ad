import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { type Areas, reservedAreas } from '../../settings/areas.ts'
import { type Check, ok } from './check.ts'

/** Which areas of paths `latchkey start` opens; an app that embeds the server may pass others. */
export function checkAreas({ parsed }: LoadedConfiguration): Check {
  const { areas, issuerPath } = parsed.settings
  const withState = (wanted: boolean) =>
    Object.keys(areas).filter((name) => areas[name as keyof Areas] === wanted)
  const toList = (names: readonly string[]) =>
    names.map((name) => `${issuerPath}/${name}`).join(', ') || 'none'
  const [open, closed] = [withState(true), withState(false)]
  const withPages = open.filter((name) => !reservedAreas.includes(name))
  const reserved = open.filter((name) => reservedAreas.includes(name))
  const note = reserved.length > 0 ? `reserved, without pages yet: ${toList(reserved)}; ` : ''
  return ok('areas', `latchkey start opens ${toList(withPages)}; ${note}closed: ${toList(closed)}`)
}

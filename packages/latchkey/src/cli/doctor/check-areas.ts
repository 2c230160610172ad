import type { LoadedConfiguration } from '../../config/load-configuration.ts'
import { type Check, ok } from './check.ts'

/** Which areas of paths `latchkey start` opens; an app that embeds the server may pass others. */
export function checkAreas({ parsed }: LoadedConfiguration): Check {
  const { areas, issuerPath } = parsed.settings
  const paths = (wanted: boolean) =>
    Object.entries(areas)
      .filter(([, open]) => open === wanted)
      .map(([name]) => `${issuerPath}/${name}`)
      .join(', ') || 'none'
  return ok('areas', `latchkey start opens ${paths(true)}; closed: ${paths(false)}`)
}

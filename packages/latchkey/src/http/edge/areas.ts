import type { Areas } from '../../settings/areas.ts'
import type { Settings } from '../../settings/settings.ts'

type AreaSettings = Pick<Settings, 'issuerPath' | 'areas'>

/** True for a path of an area that is open. */
export function isInOpenArea(pathname: string, settings: AreaSettings): boolean {
  const area = areaOf(pathname, settings)
  return area !== undefined && settings.areas[area] && !wouldBeRewritten(pathname)
}

/** True unless the path, or the pattern of paths, belongs to an area that is closed. */
export function isOutsideClosedAreas(path: string, settings: AreaSettings): boolean {
  const area = areaOf(path, settings)
  return area === undefined || settings.areas[area]
}

/** `/account` and all below it belong to `account`; compared byte for byte, as our routes are. */
function areaOf(path: string, { issuerPath, areas }: AreaSettings): keyof Areas | undefined {
  const names = Object.keys(areas) as (keyof Areas)[]
  return names.find((name) => `${path}/`.startsWith(`${issuerPath}/${name}/`))
}

/** `/account/../token` is nobody's account path: URL parsers resolve dot segments (RFC 3986 §5.2.4). */
function wouldBeRewritten(pathname: string): boolean {
  return new URL(`http://localhost${pathname}`).pathname !== pathname
}

import { isPlainPath } from 'latchkey-connect/internal'
import type { Areas } from '../../settings/areas.ts'
import type { Settings } from '../../settings/settings.ts'

interface Area {
  readonly name: keyof Areas
  readonly isOpen: boolean
  /** Its first path, under the issuer's path: `/id/account`. */
  readonly root: string
}

/** Which paths lie in which area. Areas never change while the server runs. */
export interface AreaPaths {
  /** The area of a path, or of a pattern of paths, open or closed. */
  areaOf(path: string): Area | undefined
  /**
   * True for a path of an area that is open. `/account/../token` is nobody's account path: URL parsers
   * resolve dot segments (RFC 3986 §5.2.4).
   */
  isInOpenArea(pathname: string): boolean
  /** True unless the path, or the pattern of paths, belongs to an area that is closed. */
  isOutsideClosedAreas(path: string): boolean
}

/** Works out the paths of the areas once, as every request of the host app is compared with them. */
export function createAreas({ issuerPath, areas }: Pick<Settings, 'issuerPath' | 'areas'>): AreaPaths {
  const names = Object.keys(areas) as (keyof Areas)[]
  const all = names.map((name): Area => ({ name, isOpen: areas[name], root: `${issuerPath}/${name}` }))
  const areaOf = (path: string) => all.find(({ root }) => isAtOrBelow(path, root))
  return {
    areaOf,
    isInOpenArea: (pathname) => areaOf(pathname)?.isOpen === true && isPlainPath(pathname),
    isOutsideClosedAreas: (path) => areaOf(path)?.isOpen !== false,
  }
}

/** `/account` and all below it belong to `account`; compared byte for byte, as our routes are. */
function isAtOrBelow(path: string, root: string): boolean {
  return path.startsWith(root) && (path.length === root.length || path[root.length] === '/')
}

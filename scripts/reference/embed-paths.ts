import { clientRows } from '../../packages/latchkey/src/http/client-routes.ts'
import { createAreas } from '../../packages/latchkey/src/http/edge/areas.ts'
import { pageRoutes } from '../../packages/latchkey/src/http/page-routes.ts'
import { ECHO_PATH } from '../../packages/latchkey/src/protocol/echo.ts'
import { defaultAreas } from '../../packages/latchkey/src/settings/areas.ts'

const LIST = /(<!-- paths: [^>]* -->\n\n)[\s\S]*?(\n\n<!-- end of paths -->)/

/**
 * `docs/guides/embed.md` with the list of the paths that are the server's at the root of a site, from the two
 * tables of routes.
 */
export function withEmbedPaths(guide: string): string {
  if (!LIST.test(guide)) throw new Error('docs/guides/embed.md has no place for the list of paths')
  return guide.replace(LIST, (_, start: string, end: string) => `${start}${pathList()}${end}`)
}

function pathList(): string {
  const { areaOf } = createAreas({ issuerPath: '', areas: defaultAreas.embedded })
  const isListed = (path: string) =>
    !['/', '/assets/:file', ECHO_PATH].includes(path) && areaOf(path) === undefined
  const listed = (routes: readonly { readonly path: string }[]) => {
    const paths = routes.map(({ path }) => path).filter(isListed)
    return paths.map((path) => `\`${path}\``).join(', ')
  }
  const items = [
    `${listed(pageRoutes)}, for people`,
    `${listed(clientRows)}, for apps and machines`,
    `\`${ECHO_PATH}\`, for [\`latchkey doctor\`](deploy.md#headers-and-proxies)`,
    "the server's own files in `/assets/`, not the rest of that folder",
    ...openAreas().map(
      (name) => `\`/${name}\` and all below it, unless you say \`areas: { ${name}: false }\``,
    ),
  ]
  return `${items.map((item) => `- ${item}`).join(';\n')}.`
}

function openAreas(): readonly string[] {
  const areas = Object.entries(defaultAreas.embedded)
  return areas.filter(([, isOpen]) => isOpen).map(([name]) => name)
}

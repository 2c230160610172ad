import { join } from 'node:path'
import { download, type Prepared, prepareOnce, runTool } from './prepare-once.ts'

/** The toolchain that is installed, and no other, which it would download. */
const environment = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod' }

/** Builds a Go program against modules, written as `path@version`, which Go downloads. */
export function prepareGo(program: {
  readonly name: string
  readonly modules: readonly string[]
  readonly files: Readonly<Record<string, string>>
}): Promise<Prepared> {
  const { name, modules, files } = program
  return prepareOnce({ name, files, versions: modules }, async (folder) => {
    await runTool('go', ['mod', 'init', 'example.com/program'], { folder, seconds: 60, environment })
    await download('go', ['get', ...modules], { folder, seconds: 300, environment })
    await runTool('go', ['build', '-o', GO_BINARY, '.'], { folder, seconds: 300, environment })
  })
}

const GO_BINARY = process.platform === 'win32' ? 'program.exe' : 'program'

export const goBinaryIn = (folder: string): string => join(folder, GO_BINARY)

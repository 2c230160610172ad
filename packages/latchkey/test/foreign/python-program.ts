import { join } from 'node:path'
import { download, type Prepared, prepareOnce, runTool } from './prepare-once.ts'

const PACKAGES = 'packages'
const PYTHON = process.platform === 'win32' ? 'python' : 'python3'

/** Installs packages, written as `name==version`, from the Python Package Index, beside the files. */
export function preparePython(program: {
  readonly name: string
  readonly packages: readonly string[]
  readonly files: Readonly<Record<string, string>>
}): Promise<Prepared> {
  const { name, packages, files } = program
  return prepareOnce({ name, files, versions: packages }, async (folder) => {
    const words = ['-m', 'pip', 'install', '--quiet', '--target', PACKAGES, ...packages]
    await download(PYTHON, words, { folder, seconds: 300 })
  })
}

/** Runs a script with the packages of a prepared folder; answers what it wrote. */
export function runPython(
  script: string,
  words: readonly string[],
  { prepared, folder }: { readonly prepared: string; readonly folder: string },
): Promise<string> {
  const environment = {
    PYTHONPATH: [join(prepared, PACKAGES), folder].join(process.platform === 'win32' ? ';' : ':'),
  }
  return runTool(PYTHON, [script, ...words], { folder, seconds: 60, environment })
}

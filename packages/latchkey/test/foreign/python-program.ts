import { delimiter, join } from 'node:path'
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

/** The command of Python, and where it finds the packages of a prepared folder, and more modules. */
export function pythonWith(prepared: string, modules = prepared) {
  const path = [join(prepared, PACKAGES), modules].join(delimiter)
  return { command: PYTHON, environment: { PYTHONPATH: path } }
}

/** Runs a script with the packages of a prepared folder; answers what it wrote. */
export function runPython(
  script: string,
  words: readonly string[],
  { prepared, folder }: { readonly prepared: string; readonly folder: string },
): Promise<string> {
  const { command, environment } = pythonWith(prepared, folder)
  return runTool(command, [script, ...words], { folder, seconds: 60, environment })
}

import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseStrictJson } from '../protocol/parse-strict-json.ts'
import { ConfigError } from './config-error.ts'

/**
 * The content of a configuration file, unchecked: the default export of a module, or a JSON document.
 * @throws {@link ConfigError} with the location of the mistake if it cannot be read.
 */
export async function importConfiguration(file: string): Promise<unknown> {
  if (file.endsWith('.json')) return parseJson(file)
  const module: Record<string, unknown> = await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw refused(file, explain(error, file), error)
  })
  if (module.default === undefined)
    throw refused(file, 'has no default export: write `export default defineConfig({ … })`')
  return module.default
}

function parseJson(file: string): unknown {
  try {
    // Of two members with one name, a reader may see the first and we would take the last.
    return parseStrictJson(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw refused(file, `cannot be read as JSON: ${messageOf(error)}`, error)
  }
}

function explain(error: unknown, file: string): string {
  const message = messageOf(error).split('\n', 1)[0] ?? ''
  if (/Cannot find package 'latchkey'/.test(message)) {
    return 'imports "latchkey", which is not installed here: run `npm install latchkey`'
  }
  // Node has the location of a syntax error only in the stack, and that of any other error in the first
  // frame.
  const place = placeIn(error, file)
  return `cannot be loaded: ${message}${place === undefined ? '' : ` (line ${place})`}`
}

function placeIn(error: unknown, file: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const name of [pathToFileURL(file).href, file]) {
    const at = stack.indexOf(`${name}:`)
    if (at >= 0) return /^\d+/.exec(stack.slice(at + name.length + 1))?.[0]
  }
  return undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function refused(file: string, message: string, cause?: unknown): ConfigError {
  const error = new ConfigError([{ path: '', message }], file)
  if (cause !== undefined) error.cause = cause
  return error
}

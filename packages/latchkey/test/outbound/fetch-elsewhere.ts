import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const room = join(import.meta.dirname, '../../src/outbound/create-outbound.ts')

interface Elsewhere {
  readonly allow: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Every name is at these; without it, at what the system says. */
  readonly addresses?: readonly string[]
}

/** Fetches these URLs in a process of its own; answers the documents, or the codes of the errors. */
export async function fetchElsewhere(
  urls: readonly string[],
  { allow, environment, addresses }: Elsewhere,
): Promise<unknown> {
  const script = `
    const { createOutbound } = await import(${JSON.stringify(room)})
    const resolve = async () => ${JSON.stringify(addresses)}
    const { fetchJson } = createOutbound({
      settings: { allow: ${JSON.stringify(allow)} },
      development: false,
      clock: { now: () => 0 },
      ${addresses === undefined ? '' : 'resolvers: { dns: resolve, system: resolve },'}
    })
    const read = (url) => fetchJson(url).catch((error) => error.code ?? error.message)
    console.log(JSON.stringify(await Promise.all(${JSON.stringify(urls)}.map(read))))`
  const words = ['--no-warnings', '--input-type=module', '--eval', script]
  const env = { ...process.env, ...environment }
  const { stdout } = await promisify(execFile)(process.execPath, words, { env, cwd: import.meta.dirname })
  return JSON.parse(stdout)
}

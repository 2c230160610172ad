/**
 * Runs an example from end to end, and draws what goes over the wire into its page of docs.
 *
 *     await runExample(import.meta.dirname, ['Browser', 'App', 'Latchkey'], async (run) => { const latchkey =
 *     await run.host('Latchkey') // listens on a free port: latchkey.url const app = await run.host('App')
 *     latchkey.serve(toNodeHandler(server)) // any listener of node:http; createApp() of Express is one
 *     run.atEnd(() => server.close()) await run.draw('Signing in', async () => { … }) // drawn at <!--
 *     recorded run: Signing in --> of the page await run.check('refuses a forged answer', …) // only run
 *     const page = await (await run.chromium()).newPage() // for what only a real browser can show })
 *
 * `docs/examples/NAME.md` has for each drawn step a place, which `node test.ts` tells you how to write and
 * `npm test -- --save` fills; without `--save` the test fails when the page shows something else than the
 * run. Participants are drawn in the order of the list. A request belongs to the host that was answering when
 * it called `fetch`; one that no host sent comes from the first of the list, and `run.as('Worker', work)`
 * names who else sends. Requests are drawn under the one that caused them, in the order in which they were
 * sent, so that a diagram is the same however fast the answers are. Values that are secret or random are
 * drawn as `…`, origins as the names of their participants; styles, scripts, pictures and health checks are
 * left out, and a redirect within one site is drawn as one answer with the page it leads to.
 */
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { DocumentPage } from './document-page.ts'
import { drawDiagram } from './draw-diagram.ts'
import { Recorder } from './recorder.ts'

/** An origin of its own, whose requests are recorded. */
export interface Host {
  /** `http://localhost:PORT` */
  readonly url: string
  /** What answers from now on; without it every request gets a 503. */
  serve(listener: RequestListener): void
  /** Stops to listen, as if the process had ended; the port stays known. */
  stop(): Promise<void>
  /** Listens again, on the same port. */
  start(): Promise<void>
}

/** @param folder That of the example: `import.meta.dirname` */
export async function runExample(
  folder: string,
  participants: readonly string[],
  script: (run: ExampleRun) => Promise<void>,
): Promise<void> {
  const name = basename(folder)
  const page = new DocumentPage(join(import.meta.dirname, '..', '..', 'docs', 'examples', `${name}.md`))
  const run = new ExampleRun(participants, page)
  try {
    await script(run)
    if (process.argv.includes('--save')) page.save()
    else page.requireSame()
    console.log(`${name}: all ${run.steps} steps passed`)
  } catch (cause) {
    console.error(cause)
    process.exitCode = 1
  } finally {
    await run.end()
  }
}

export class ExampleRun {
  /** How many steps have passed. */
  steps = 0
  readonly #participants: readonly string[]
  readonly #page: DocumentPage
  readonly #recorder: Recorder
  /** Names by `host:port`. */
  readonly #names = new Map<string, string>()
  /** What is to be closed, last things first. */
  readonly #closing: (() => unknown)[] = []

  constructor(participants: readonly string[], page: DocumentPage) {
    const [outsider = 'Browser'] = participants
    this.#participants = participants.map(requireName)
    this.#page = page
    this.#recorder = new Recorder(outsider, (text) => this.#rename(text))
    this.atEnd(this.#recorder.watchFetch())
  }

  async host(participant: string): Promise<Host> {
    if (!this.#participants.includes(participant))
      throw new Error(`${participant} is not among the participants`)
    let listener: RequestListener = (_req, res) => void res.writeHead(503).end()
    const server = createServer(this.#recorder.listen(participant, (req, res) => listener(req, res)))
    const port = await listen(server, 0)
    for (const name of ['localhost', '127.0.0.1']) this.#names.set(`${name}:${port}`, participant)
    const stop = () => close(server)
    this.atEnd(stop)
    return {
      url: `http://localhost:${port}`,
      serve: (next) => {
        listener = next
      },
      stop,
      start: async () => void (await listen(server, port)),
    }
  }

  /** Runs work whose requests are this participant's. */
  as<T>(participant: string, work: () => T): T {
    return this.#recorder.as(participant, work)
  }

  /** A step whose requests are drawn into the page. */
  async draw(step: string, work: () => Promise<void>): Promise<void> {
    await this.#recorder.take()
    await this.check(step, work)
    const exchanges = await this.#recorder.take()
    this.#page.keep(step, drawDiagram({ participants: this.#participants, exchanges }))
  }

  /** A step that is only run. */
  async check(step: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      throw new Error(`Step "${step}" failed`, { cause })
    }
    console.log(`  ${step}`)
    this.steps += 1
  }

  /** A real browser, closed at the end. */
  async chromium(): Promise<Browser> {
    const { launchBrowser } = await import('../../packages/latchkey/test/browser/launch-browser.ts')
    const browser = await launchBrowser()
    this.atEnd(() => browser.close())
    return browser
  }

  /** Done when the run ends, however it ends; what came last is done first. */
  atEnd(work: () => unknown): void {
    this.#closing.unshift(work)
  }

  async end(): Promise<void> {
    for (const work of this.#closing.splice(0)) await work()
  }

  #rename(text: string): string {
    return text.replaceAll(/https?:\/\/([\w.]+:\d+)/g, (origin, host) => this.#names.get(host) ?? origin)
  }
}

/** What Mermaid takes for a name; `end` is a word of its own there. */
function requireName(name: string): string {
  if (/^[A-Z]\w*$/.test(name)) return name
  throw new Error(`A participant is one word with a capital letter, not ${JSON.stringify(name)}`)
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

/**
 * Runs the worker against the books API through whatever happens in a year. Exits non-zero when a step fails.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import type { RequestListener, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { createBooks } from '../books-api/app.ts'
import { Bookshop } from '../books-api/bookshop.ts'
import { type ExampleRun, type Host, runExample } from '../recording/recording.ts'
import { loadOrMakeKey, toPublicKey } from './key.ts'
import { createWorker, repeat } from './worker.ts'

const clientId = 'nightly-books'
/** Longer than an access token lives. */
const ELEVEN_MINUTES = 11 * 60_000

type Key = ReturnType<typeof loadOrMakeKey>

await runExample(import.meta.dirname, ['Worker', 'Books'], async (run) => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-service-to-service-'))
  run.atEnd(() => rmSync(folder, { recursive: true, force: true }))
  run.atEnd(() => mock.timers.reset())
  await run.check('the key is made once, and is nobody else’s to read', async () => keepsItsKey(folder))
  const world = await open(run, folder)
  await goesRound(run, world)
  await survivesOutages(run, world)
  await changesItsKey(run, world)
  await run.check('rounds never overlap, and end when they are told to', takesTurns)
})

type World = Awaited<ReturnType<typeof open>>

async function open(run: ExampleRun, folder: string) {
  const books = await run.host('Books')
  const key = loadOrMakeKey(join(folder, 'first', 'key.json'))
  const nextKey = loadOrMakeKey(join(folder, 'second', 'key.json'))
  const shop = new Bookshop(':memory:')
  let app: RequestListener
  let close = async () => {}
  run.atEnd(() => close())

  /** Starts the API anew, which knows these keys of the worker's. */
  const restart = async (...keys: readonly Key[]) => {
    await close()
    const started = await createBooks(books.url, shop, {
      storage: `sqlite:${join(folder, 'latchkey.db')}`,
      clients: [
        {
          clientId,
          grantTypes: ['client_credentials'],
          scopes: ['books:read', 'books:write'],
          jwks: { keys: keys.map(toPublicKey) },
        },
      ],
    })
    close = () => started.server.close()
    app = started.app
    books.serve(app)
  }
  await restart(key)

  /** What some requests meet instead of the API. */
  const serveBut = (isMet: (line: string) => boolean, meet: (res: ServerResponse) => void) =>
    books.serve((req, res) => {
      if (isMet(`${req.method} ${req.url}`)) meet(res)
      app(req, res)
    })
  const worker = workAs(key, books)
  return {
    books,
    key,
    nextKey,
    restart,
    serveBut,
    work: worker,
    shelf: () => shop.booksOf(`client ${clientId}`),
  }
}

/** A process of the worker's: one round, and what it said. */
function workAs(privateKey: Key, { url }: Host): () => Promise<string> {
  const said: string[] = []
  const options = { issuer: `${url}/oauth`, clientId, privateKey, books: `${url}/books` }
  const round = createWorker(options, (text) => said.push(text))
  return async () => {
    await round()
    return said.at(-1) ?? ''
  }
}

function keepsItsKey(folder: string): void {
  const file = join(folder, 'kept', 'key.json')
  const key = loadOrMakeKey(file)
  assert.deepEqual(loadOrMakeKey(file), key)
  assert.ok('d' in key && !('d' in toPublicKey(key)))
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o077, 0)
}

async function goesRound(run: ExampleRun, { work, serveBut, shelf }: World): Promise<void> {
  await run.draw('The first round', async () => {
    assert.equal(await work(), 'Added "The Art of Computer Programming" (1 of 3)')
  })
  await run.draw('The next round', async () => {
    assert.equal(await work(), 'Added "The Mythical Man-Month" (2 of 3)')
  })
  await run.check('a book whose answer was lost is not added again', async () => {
    // The API adds it; what it says of that never arrives.
    serveBut(
      (line) => line === 'POST /books',
      (res) => {
        res.end = () => res.destroy()
      },
    )
    assert.match(await work(), /^The books API does not answer \(the next round/)
    assert.equal(await work(), 'All 3 books are there')
    assert.equal(shelf().length, 3)
  })
  await run.draw('Eleven minutes later', async () => {
    pass(ELEVEN_MINUTES)
    assert.equal(await work(), 'All 3 books are there')
  })
}

async function survivesOutages(run: ExampleRun, world: World): Promise<void> {
  const { books, key, work, serveBut, restart } = world
  await run.check('while the issuer is away, the token that is there still opens the API', async () => {
    serveBut(
      (line) => line.includes('/oauth'),
      (res) => res.destroy(),
    )
    assert.equal(await work(), 'All 3 books are there')
  })
  await run.check('when the token has expired too, the worker says so and goes on', async () => {
    pass(ELEVEN_MINUTES)
    assert.match(await work(), /\/oauth does not answer\. Is it running\? \(the next round/)
  })
  await run.check('the API and the issuer are killed and come back: the worker needs nobody', async () => {
    await books.stop()
    assert.match(await work(), /does not answer/)
    await restart(key)
    await books.start()
    pass(2000)
    assert.equal(await work(), 'All 3 books are there')
    await books.stop()
    assert.equal(await work(), 'The books API does not answer (the next round tries again)')
    await books.start()
    assert.equal(await work(), 'All 3 books are there')
  })
  await run.check('a fault of the API’s own is said with its status', async () => {
    books.serve((_req, res) => void res.writeHead(500).end())
    assert.equal(await work(), 'The books API answered 500 (the next round tries again)')
  })
}

/** As in the guide: first both keys are known, then the worker changes, then the old one is taken away. */
async function changesItsKey(run: ExampleRun, { books, key, nextKey, restart, work }: World): Promise<void> {
  const workWithNext = workAs(nextKey, books)
  await run.check('a key that nobody registered is refused, with what to change (RFC 7523 §3)', async () => {
    await restart(key)
    assert.match(await workWithNext(), /refuses the client nightly-books .*privateKey/)
  })
  await run.check('while both keys are registered, both work', async () => {
    await restart(key, nextKey)
    pass(ELEVEN_MINUTES)
    assert.equal(await work(), 'All 3 books are there')
    assert.equal(await workWithNext(), 'All 3 books are there')
  })
  await run.check('a key that was taken away gets no further token; the new one does', async () => {
    await restart(nextKey)
    assert.equal(await work(), 'All 3 books are there', 'its token is good until it expires')
    pass(ELEVEN_MINUTES)
    assert.match(await work(), /refuses the client nightly-books .*privateKey/)
    assert.equal(await workWithNext(), 'All 3 books are there')
  })
}

async function takesTurns(): Promise<void> {
  const stop = new AbortController()
  let [rounds, atOnce, most] = [0, 0, 0]
  const round = async () => {
    atOnce += 1
    most = Math.max(most, atOnce)
    // Longer than the pause, in which a second one would begin.
    await setTimeout(20)
    atOnce -= 1
    rounds += 1
    if (rounds === 3) stop.abort()
  }
  await repeat(round, 0.001, stop.signal)
  assert.deepEqual([rounds, most], [3, 1])
}

function pass(milliseconds: number): void {
  const now = Date.now() + milliseconds
  mock.timers.reset()
  mock.timers.enable({ apis: ['Date'], now })
}

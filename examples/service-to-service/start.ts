/** Runs the books API on http://localhost:4070, and the worker every 10 seconds until Ctrl+C. */
import { createBooks } from '../books-api/app.ts'
import { Bookshop } from '../books-api/bookshop.ts'
import { loadOrMakeKey, toPublicKey } from './key.ts'
import { createWorker, repeat } from './worker.ts'

const url = 'http://localhost:4070'
const clientId = 'nightly-books'
const privateKey = loadOrMakeKey('.latchkey/worker-key.json')

const { app, server } = await createBooks(url, new Bookshop('.latchkey/bookshop.db'), {
  storage: 'sqlite:.latchkey/latchkey.db',
  clients: [
    {
      clientId,
      name: 'Nightly books',
      grantTypes: ['client_credentials'],
      scopes: ['books:read', 'books:write'],
      jwks: { keys: [toPublicKey(privateKey)] },
    },
  ],
})
const listening = app.listen(4070, '127.0.0.1', async (error) => {
  if (error) throw error
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  console.log(`The books API: ${url} · the worker, every 10 seconds (Ctrl+C ends it):`)
  const round = createWorker(
    { issuer: server.issuer, clientId, privateKey, books: `${url}/books` },
    console.log,
  )
  await repeat(round, 10, stop.signal)
  listening.close()
  await server.close()
})

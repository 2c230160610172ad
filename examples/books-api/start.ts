/** Runs the API on http://localhost:4020, with its data in `.latchkey`. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createBooks } from './app.ts'
import { Bookshop } from './bookshop.ts'

const url = 'http://localhost:4020'
mkdirSync('.latchkey', { recursive: true, mode: 0o700 })
const shop = new Bookshop('.latchkey/bookshop.db')
if (shop.isEmpty()) {
  const [email, password] = ['grace@example.com', randomBytes(12).toString('base64url')]
  await shop.addUser({ email, name: 'Grace Hopper', password })
  console.log(`${email} has the password ${password} (not shown again)`)
}
const { app } = await createBooks(url, shop, { storage: 'sqlite:.latchkey/latchkey.db' })
app.listen(4020, '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`The books API: ${url} · what to send it: README.md`)
})

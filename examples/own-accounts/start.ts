/** Runs the app on http://localhost:4002, with its data in this folder. */
import { createApp } from './app.ts'
import { Users } from './users.ts'

const url = 'http://localhost:4002'
const users = new Users('shop.db')
if (users.count() === 0) {
  await users.add({ email: 'grace@example.com', name: 'Grace Hopper', password: 'a ship in port is safe' })
}
const partnerCallback = 'http://localhost:4001/callback'
const { app } = await createApp({ url, users, storage: 'sqlite:latchkey.db', partnerCallback })
app.listen(4002, '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`The shop: ${url}`)
  console.log(`Its sign-in page: ${url}/auth/sign-in (grace@example.com, "a ship in port is safe")`)
  console.log(`For other apps: ${url}/auth/.well-known/openid-configuration`)
})

/**
 * Runs the app by itself, beside any OpenID provider: `npm start` in the repository's folder runs it with
 * one.
 */
import { demoApp } from './app.ts'

const {
  ISSUER = 'http://localhost:4000',
  CLIENT_ID = 'demo',
  CLIENT_SECRET = '',
  PORT = '4001',
} = process.env
const url = `http://localhost:${PORT}`
const app = demoApp({ issuer: ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, url })
app.listen(Number(PORT), 'localhost', (error) => {
  if (error) throw error
  console.log(`The demo app is at ${url} and signs in at ${ISSUER}`)
})

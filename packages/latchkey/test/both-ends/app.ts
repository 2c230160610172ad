/*
 * Started by deployment.ts: an app that signs people in and calls the API for them, on its own and killed at
 * any time.
 */
import express, { type ErrorRequestHandler } from 'express'
import { proxyWithToken, requireSignIn, signIn } from 'latchkey-connect/client'

const { issuer, origin, listensOn, api, sessions, clientSecret } = JSON.parse(process.argv[2] ?? '{}')

/** An hour may pass at once: it is only this process whose clock is put forward. */
process.on('message', ({ forwardSeconds }: { readonly forwardSeconds: number }) => {
  const now = Date.now
  Date.now = () => now() + forwardSeconds * 1000
})

const app = express()
app.use(
  signIn({
    issuer,
    clientId: 'app',
    clientSecret,
    url: origin,
    scope: 'openid books:read offline_access',
    resource: `${api}/books`,
    sessions,
  }),
)
app.get('/shelf', requireSignIn, async (req, res) => {
  const answer = await req.tokens?.fetch(`${api}/books`)
  res.status(answer?.status ?? 500).json(await answer?.json())
})
app.use('/api', proxyWithToken(api))

/** What has a status says so itself; for the rest, it is the API that could not be reached. */
const onError: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error.status ?? 502).json({ error: String(error) })
}
app.use(onError)
app.listen(listensOn, '127.0.0.1', () => console.log('listening'))

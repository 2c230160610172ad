import { createServer } from 'node:http'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { close, listen } from '../../../latchkey/test/fixtures/loopback-server.ts'
import { proxyWithToken, requireSignIn, type SignInOptions, signIn } from '../../src/client/express.ts'

const good: SignInOptions = {
  issuer: 'https://id.example',
  clientId: 'web',
  url: 'https://app.example',
  sessions: 'memory:',
}

function messageOf(changes: object): string {
  try {
    void signIn({ ...good, ...changes }).close()
    return ''
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return String(error)
  }
}

describe('options that cannot work are refused at once', () => {
  test.each([
    [{ clientScret: 'x' }, 'there is no option clientScret. Did you mean clientSecret?'],
    [{ paths: { signin: '/x' } }, 'there is no option signin'],
    [{ clientSecret: undefined }, 'clientSecret is empty: set the environment variable'],
    [{ clientId: undefined }, 'clientId is missing'],
    [{ url: 'http://app.example' }, 'must be https'],
    [{ url: 'app.example' }, 'url must be the public URL of this app'],
    [{ issuer: 'http://id.example' }, 'must be https'],
    [{ scope: 'books:read' }, "scope must contain openid, as it says who signed in: 'openid books:read'"],
    [{ authorizationParameters: { state: 'x' } }, 'authorizationParameters cannot set state'],
    [{ paths: { login: 'login' } }, 'paths.login must be a path such as /login'],
    [{ paths: { login: '/callback' } }, 'each of paths must be another one'],
    [{ afterLogout: '//evil.example' }, 'afterLogout must be a path'],
    [{ sessionSeconds: 1.5 }, 'sessionSeconds must be a whole number of seconds'],
    [{ idleSeconds: 0 }, 'idleSeconds must be a whole number of seconds from 60'],
    [{ errors: 'pages' }, "errors must be 'page' or 'throw'"],
    [{ allowInsecureIssuer: 'false' }, 'allowInsecureIssuer must be true or false'],
    [{ tokenEndpointAuthMethod: 'none' }, 'client_secret_basic or client_secret_post, not "none"'],
    [{ sessions: 'redis://x' }, 'sessions: "redis:" is not supported'],
  ])('%j', (changes, message) => {
    expect(messageOf(changes)).toContain(message)
  })

  test('and so is a promise of options, where an await was forgotten', () => {
    expect(() => signIn(Promise.resolve(good) as never)).toThrow(
      /signIn was given a promise: write await before it/,
    )
  })

  test('and those that can are not', () => {
    expect(messageOf({})).toBe('')
    expect(messageOf({ url: 'http://localhost:3000/shop/', paths: { login: '/in' } })).toBe('')
  })
})

test('a text does not let the proxy go to an http target', () => {
  const allowInsecureTarget = 'false' as unknown as boolean
  expect(() => proxyWithToken('http://api.example', { allowInsecureTarget })).toThrow(
    'allowInsecureTarget must be true or false',
  )
})

test.each([
  ['requireSignIn', requireSignIn],
  ['proxyWithToken', proxyWithToken('https://api.example')],
])('%s without signIn before it says so', async (_name, middleware) => {
  const app = express()
  app.use(middleware)
  app.use(
    (error: Error, _req: unknown, res: express.Response, _next: unknown) => void res.send(error.message),
  )
  const listener = createServer(app)
  const origin = await listen(listener)
  const answer = await fetch(origin, { headers: { 'x-csrf': '1' } })
  expect(await answer.text()).toContain(
    'signIn has not seen this request. Write app.use(signIn({ … })) before',
  )
  await close(listener)
})

import { describe, expect, it } from 'vitest'
import { explainRedirectUri } from '../../../src/protocol/redirect-uri/explain-redirect-uri.ts'

const registered = ['https://app.example.test/cb', 'http://localhost:3000/callback?tenant=1']

describe('a redirect URI that is not registered', () => {
  it.each([
    ['https://app.example.test/cb/', 'trailing slash'],
    ['https://app.example.test/CB', 'upper and lower case'],
    [' https://app.example.test/cb', 'white space'],
    ['http://app.example.test/cb', 'scheme'],
    ['https://www.app.example.test/cb', 'host'],
    ['https://app.example.test:8443/cb', 'port'],
    ['https://app.example.test/callback', 'path'],
    ['https://app.example.test/cb?x=1', 'query'],
    ['https://app.example.test/cb#x', 'fragment'],
    ['https://app.example.test/./cb', 'spelling'],
  ])('%s is told apart from the nearest by its %s', (sent, differs) => {
    expect(explainRedirectUri(sent, registered)).toMatchObject({ nearest: registered[0], differs })
  })

  it('is compared with the one that has most in common with it', () => {
    expect(explainRedirectUri('http://localhost:3001/callback?tenant=1', registered)).toMatchObject({
      nearest: 'http://localhost:3000/callback?tenant=...',
      differs: 'port',
    })
  })

  it('is shown without a password and without values of its query (OWASP ASVS 16.2.5)', () => {
    const { redirectUri } = explainRedirectUri(
      'https://me:hush@app.example.test/cb?code=c0de#t=tok',
      registered,
    )
    expect(redirectUri).toBe('https://...@app.example.test/cb?code=...#t=...')
  })

  it.each([
    'https:me:hush@app.example.test/cb',
    String.raw`https:\\me:hush@app.example.test/cb`,
    ' https://me:hush@app.example.test/cb',
    'https://app.example.test/cb?hush',
    'https://app.example.test/cb?code%3Dhush',
    'https://app.example.test/cb?a=1&hush#hush',
    'https://app.example.test/cb;code=hush',
  ])('nor is one that is written in another way: %s', (sent) => {
    expect(explainRedirectUri(sent, registered).redirectUri).toMatch(/^(?!.*hush).*app\.example\.test\/cb/)
  })

  it('is shortened, and printable (OWASP ASVS 16.4.1)', () => {
    const { redirectUri } = explainRedirectUri(
      `https://app.example.test/\n\u202e${'x'.repeat(5000)}`,
      registered,
    )
    expect(redirectUri).toMatch(/^[\x20-\x7e]{1,260}$/)
  })

  it('that is none, or where none is registered, is said to be so', () => {
    expect(explainRedirectUri('cb', registered).differs).toBe('not an absolute URI')
    expect(explainRedirectUri('https://a.test/cb', []).nearest).toBe('none is registered')
  })
})

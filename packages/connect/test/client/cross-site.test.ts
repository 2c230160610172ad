import { describe, expect, test } from 'vitest'
import { decideRequestSite, isCrossSite } from '../../src/client/cross-site.ts'

const own = 'https://app.example'
const decide = (headers: Record<string, string>) => decideRequestSite(new Headers(headers), own)

describe('whose page sent a request', () => {
  test.each([
    [{ 'sec-fetch-site': 'same-origin' }, 'own'],
    [{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 'own'],
    [{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'cors' }, 'foreign'],
    [{ 'sec-fetch-site': 'none' }, 'foreign'],
    [{ 'sec-fetch-site': 'same-site' }, 'foreign'],
    [{ 'sec-fetch-site': 'cross-site' }, 'foreign'],
    [{ 'sec-fetch-site': '' }, 'foreign'],
    [{ 'sec-fetch-site': 'same-origin, same-origin' }, 'foreign'],
    [{ origin: own }, 'own'],
    [{ origin: 'https://app.example.evil.test' }, 'foreign'],
    [{ origin: 'http://app.example' }, 'foreign'],
    [{ origin: 'null' }, 'foreign'],
    // A proxy that sets Referrer-Policy: no-referrer makes browsers send it with forms of the app's own.
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, 'own'],
    [{ 'sec-fetch-site': 'cross-site', origin: 'null' }, 'foreign'],
    [{}, 'unknown'],
  ])('%o is %s', (headers, site) => {
    expect(decide(headers as unknown as Record<string, string>)).toBe(site)
  })

  test('a redirect through a foreign site counts, though Origin says otherwise (Fetch Metadata §2.3)', () => {
    expect(decide({ 'sec-fetch-site': 'cross-site', origin: own })).toBe('foreign')
  })

  test('for what does little harm, a request that does not say is let through', () => {
    expect(isCrossSite(new Headers(), own)).toBe(false)
    expect(isCrossSite(new Headers({ 'sec-fetch-site': 'cross-site' }), own)).toBe(true)
  })
})

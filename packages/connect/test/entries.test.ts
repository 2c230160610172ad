import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What an entry passes on from other files, so that apps can name it. */
function passedOnBy(entry: string): readonly string[] {
  const text = readFileSync(new URL(`../src/${entry}.ts`, import.meta.url), 'utf8')
  return [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
    .flatMap(([, names = '']) => names.split(','))
    .map((name) => name.trim().replace(/^type /, ''))
    .filter((name) => name !== '')
    .sort()
}

test.each(['fastify', 'hono', 'fetch'])(
  'the entry resource-server/%s passes on what the one for Express does',
  (entry) => {
    const expected = passedOnBy('resource-server/express')
    expect(expected).toContain('ProtectOptions')
    expect(passedOnBy(`resource-server/${entry}`)).toEqual(expected)
  },
)

test("the entries of client pass on the same, but for the ways of Express and what fetch's functions answer", () => {
  const express = passedOnBy('client/express').filter((name) => name !== 'proxyWithToken')
  const fetch = passedOnBy('client/fetch').filter((name) => name !== 'SignedIn')
  expect(express).toContain('SignInOptions')
  expect(fetch).toEqual(express)
})

import { describe, expect, it } from 'vitest'
import { findNearName } from '../../src/protocol/find-near-name.ts'

const known = ['books-web', 'https://api.example.test/books', 'cron']

describe('the name that was probably meant', () => {
  it.each([
    ['booksweb', 'books-web'],
    ['Books_Web', 'books-web'],
    ['books-wbe', 'books-web'],
    ['books-webb', 'books-web'],
    ['cro', 'cron'],
    ['books-web-production', 'books-web'],
    ['https://api.example.test/books/', 'https://api.example.test/books'],
    ['https://api.example.test/booksy', 'https://api.example.test/books'],
  ])('of %s is %s', (sent, name) => expect(findNearName(sent, known)).toBe(name))

  it.each(['', 'x', 'nobody', '---', 'b', 'c'.repeat(100_000)])('of %.20s is none', (sent) =>
    expect(findNearName(sent, known)).toBeUndefined(),
  )
})

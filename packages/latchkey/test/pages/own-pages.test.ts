import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { defineConfig } from '../../src/config/define-config.ts'
import type { Configuration, Page, PageFrame, Pages, PageView } from '../../src/index.ts'
import { type defaultPages, pageNames } from '../../src/pages/default-pages.ts'
import { parse } from '../config/problems-of.ts'

type OwnPages = NonNullable<Configuration['pages']>

describe('a page of an operator’s own', () => {
  test('has the type of the page that it replaces, without saying so', () => {
    const configuration = defineConfig({
      issuer: 'https://id.example',
      pages: {
        signIn: (view, frame) => {
          expectTypeOf(view.problem?.kind).toEqualTypeOf<
            'wrong_credentials' | 'missing_fields' | 'disabled' | 'locked' | 'busy' | undefined
          >()
          expectTypeOf(frame).toEqualTypeOf<PageFrame>()
          return `${view.username} ${frame.locale}`
        },
        consent: (view) => view.destination.host,
        // @ts-expect-error: a page of ours has no such member in its view
        signedOut: (view) => view.password,
      },
    })
    expect(Object.keys(configuration.pages ?? {})).toEqual(['signIn', 'consent', 'signedOut'])
  })

  test('can be written by itself, in either way', () => {
    const signedOut: Pages['signedOut'] = (view) => view.returnUrl ?? ''
    const error: Page<PageView<'error'>> = ({ kind }) => kind
    expectTypeOf({ signedOut, error }).toExtend<OwnPages>()
    // @ts-expect-error: no page of this name
    expectTypeOf<PageView<'signin'>>().toBeNever()
  })

  test('may be any of those in the box, and no other', () => {
    expectTypeOf<keyof OwnPages>().toEqualTypeOf<keyof typeof defaultPages>()
    const pages = Object.fromEntries(pageNames.map((name) => [name, () => name]))
    const own = Object.entries(parse({ issuer: 'https://id.example', pages }).pages)
    expect(own.map(([name, page]) => [name, page({} as never, {} as never)])).toEqual(
      pageNames.map((name) => [name, name]),
    )
  })

  test('is told in the editor when it is shown: each page in the list has its sentence', () => {
    const list = readFileSync(new URL('../../src/pages/default-pages.ts', import.meta.url), 'utf8')
    expect(pageNames.filter((name) => !new RegExp(`\\*/\\n  ${name}: `).test(list))).toEqual([])
  })
})

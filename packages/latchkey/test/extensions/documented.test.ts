import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { extensionSeconds } from '../../src/extensions/extension-seconds.ts'

const guide = readFileSync(new URL('../../../../docs/guides/extend.md', import.meta.url), 'utf8')

test('the guide has a row for each function of the embedder’s, with its time limit', () => {
  const [ours = ''] = guide
    .slice(guide.indexOf('## When a function of yours fails'))
    .split('Of the functions of')
  const rows = [...ours.matchAll(/^\| `([^`]+)` \| [^|]+ \| (?:(\d+) s|none) \|/gm)]
  const documented = rows.map(([, name, seconds]) => [name, seconds && Number(seconds)])
  expect(Object.fromEntries(documented)).toStrictEqual(extensionSeconds)
})

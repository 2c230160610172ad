import type { Readable } from 'node:stream'

/**
 * The first line of a stream that starts like this; other output, before and after, is discarded. `undefined`
 * if the stream ends first.
 */
export function firstLine(stream: Readable, beginning: string): Promise<string | undefined> {
  let text = ''
  let isFound = false
  stream.setEncoding('utf8')
  return new Promise((resolve) => {
    stream.on('data', (chunk: string) => {
      if (isFound) return
      text += chunk
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      const line = lines.find((each) => each.startsWith(beginning))
      if (line === undefined) return
      isFound = true
      resolve(line)
    })
    stream.once('end', () => resolve(undefined))
  })
}

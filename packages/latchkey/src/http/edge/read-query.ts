import type { EdgeContext } from './edge-context.ts'

/** The query string as it was sent, without the question mark. */
export function readQuery(context: EdgeContext): string {
  const { url } = context.req
  const mark = url.indexOf('?')
  return mark === -1 ? '' : url.slice(mark + 1)
}

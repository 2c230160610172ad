import type { ServerResponse } from 'node:http'

/** Headers that middleware before us may have set too: ours are added, not put in their place. */
const cumulative = new Set(['set-cookie', 'vary'])

/** Sets a header, keeping what the host has set of those that can be repeated. */
export function setHeader(res: ServerResponse, name: string, value: string): void {
  if (cumulative.has(name.toLowerCase())) res.appendHeader(name, value)
  else res.setHeader(name, value)
}

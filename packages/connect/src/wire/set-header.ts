import type { ServerResponse } from 'node:http'

/** Middleware before us may have set one of its own; both count. */
const cumulative = new Set(['set-cookie', 'vary'])

/** Sets a header of ours beside those that the host has set. */
export function setHeader(res: ServerResponse, name: string, value: string): void {
  if (cumulative.has(name.toLowerCase())) res.appendHeader(name, value)
  else res.setHeader(name, value)
}

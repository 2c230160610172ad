/** The oldest Node that is supported: `engines` of package.json. */
const OLDEST = [22, 18] as const

/**
 * Requires a Node that has all we use; npm only warns of an older one.
 * @throws Error `NODE_TOO_OLD`
 */
export function requireNodeVersion(running: string): void {
  const [major = 0, minor = 0] = running.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  const message = `latchkey needs Node ${OLDEST.join('.')} or newer; this is Node ${running}. See https://nodejs.org`
  throw Object.assign(new Error(message), { code: 'NODE_TOO_OLD' })
}

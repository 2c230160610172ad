import type { LoadedConfiguration } from '../../config/load-configuration.ts'

/** The demo of `npm start` uses two ports that follow each other. */
const STEP = 2

/**
 * What to do when the port is taken, in words. An issuer that names the port must move with it: it would be
 * the address of whatever listens there now. `dev` without a file derives it from `--port`.
 */
export function suggestPort(
  { file, listening: { port }, parsed }: Pick<LoadedConfiguration, 'file' | 'listening' | 'parsed'>,
  command: 'start' | 'dev',
): string {
  const { issuer } = parsed.settings
  const next = port + STEP < 65536 ? port + STEP : port - STEP
  const isDerived = command === 'dev' && file === undefined
  if (isDerived || portOnThisMachine(issuer) !== port) return `Stop it, or use another: --port ${next}`
  const moved = issuer.replace(`:${port}`, `:${next}`)
  const both = command === 'start' ? `--issuer ${moved}` : `and in the configuration issuer: '${moved}'`
  return `Stop it, or use another in both: --port ${next} ${both}`
}

/** The port of an issuer on this machine; `undefined` for any other, and for one that names no port. */
export function portOnThisMachine(issuer: string): number | undefined {
  const { hostname, port } = new URL(issuer)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return isHere && port !== '' ? Number(port) : undefined
}

import { once } from 'node:events'
import { createServer } from 'node:net'

/** Finds a port that nothing listens on, for an issuer that must name its port before it listens. */
export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

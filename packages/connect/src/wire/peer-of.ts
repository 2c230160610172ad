import { Socket } from 'node:net'

/** What stands for the address of a peer on a UNIX socket. */
export const UNIX_PEER = 'unix'

/**
 * The peer's address, or {@link UNIX_PEER}. `undefined` for a peer that has gone: node reports no address for
 * either, but a TCP socket keeps its own end until it is destroyed. Nor is there one where test tools make
 * requests without a socket.
 */
export function peerOf(socket: Socket | undefined): string | undefined {
  const remoteAddress = socket?.remoteAddress
  if (remoteAddress !== undefined) return remoteAddress
  // Sockets that a host makes up (inside a cloud function, in a test) are no UNIX sockets.
  const isUnix = socket instanceof Socket && !socket.destroyed && socket.localAddress === undefined
  return isUnix ? UNIX_PEER : undefined
}

import type { Client } from '../clients/client.ts'

/**
 * True if an error may send the browser to the client without asking the person (RFC 9700 §4.11.2): the
 * operator vouches for the client. Anybody else could send an erroneous request on purpose, or let the person
 * say no, to lead them from our address to a fraud.
 *
 * A request with `prompt=none` must not be kept waiting (OpenID Connect Core §3.1.2.1), and in a frame nobody
 * is led anywhere. A whole window, which browsers call a `document`, is.
 */
export function canReturnAtOnce(
  client: Pick<Client, 'verified'> | undefined,
  request: { readonly silent: boolean; readonly fillsWindow: boolean },
): boolean {
  return client?.verified === true || (request.silent && !request.fillsWindow)
}

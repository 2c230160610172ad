import { codeOf, reasonOf } from './error-of-pg.ts'

/**
 * Why a PostgreSQL database cannot be used, and what to change. `address` is its display form, without a
 * password; `error` is what `pg` or the network reported.
 */
export function explainPostgres(error: unknown, address: string): Error {
  const sentence = fromServer(error) ?? fromSystem(error) ?? reasonOf(error)
  return new Error(`Cannot open the database ${address}: ${sentence}`, { cause: error })
}

// Codes: PostgreSQL, Appendix A.
function fromServer(cause: unknown): string | undefined {
  switch (codeOf(cause)) {
    case '28P01':
    case '28000':
      return `the server does not let this user in (${reasonOf(cause)}). Check user and password in the address, and pg_hba.conf of the server`
    case '3D000':
      return `${reasonOf(cause)}. Create it (createdb), or correct the address`
    case '42501':
      return `this user may not do that (${reasonOf(cause)}). Let the owner of the database grant it`
    case '53300':
      return 'the server has no connection left. Raise its max_connections, or run fewer nodes'
    case '57P03':
      return 'the server is starting or stopping. Try again in a moment'
    default:
      return undefined
  }
}

function fromSystem(cause: unknown): string | undefined {
  const reason = reasonOf(cause)
  switch (codeOf(cause)) {
    case 'ENOENT':
    case 'EACCES':
      if (syscallOf(cause) === 'open')
        return `a file that the address names cannot be read (${reason}). Check sslrootcert, sslcert and sslkey`
      return 'nothing listens there, or this user may not connect. Check the path of the socket in the address, and that the server runs'
    case 'ECONNREFUSED':
      return 'nothing listens there. Check host and port in the address, and that the server runs'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'there is no such host. Check the host in the address'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to that host. Check the host in the address, and the network'
  }
  if (/timeout|timed out|no connection within/i.test(reason)) {
    return 'the server does not answer. Check host and port in the address, and the firewalls on the way'
  }
  if (/does not support SSL/.test(reason)) {
    return 'the server does not speak TLS. Turn it on there, or write sslmode=disable where the network is trusted'
  }
  if (/certificate|self.signed|altname/i.test(reason)) {
    return `the server's certificate is not trusted (${reason}). Name its authority with sslrootcert=FILE and keep sslmode=verify-full`
  }
  if (/password must be a string/i.test(reason)) {
    return 'the server asks for a password. Write it into the address, or into PGPASSWORD'
  }
  return undefined
}

function syscallOf(error: unknown): unknown {
  return (error as { readonly syscall?: unknown } | null)?.syscall
}

/**
 * Starts a server, says where it is, and waits to be ended: what throw-away-server.test.ts ends in several
 * ways.
 */
import { startPostgresServer } from '../../../../scripts/postgres-server/postgres-server.ts'

const { pid, dataFolder } = await startPostgresServer()
console.log(JSON.stringify({ pid, dataFolder }))
process.stdin.resume()

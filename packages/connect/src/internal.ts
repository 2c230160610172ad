/**
 * What the server `latchkey` shares with this package. Not for others: it may change in any release.
 * @packageDocumentation
 */

export { CONNECT_MILLISECONDS, createPool, STATEMENT_MILLISECONDS } from './database/create-pool.ts'
export { codeOf, reasonOf } from './database/error-of-pg.ts'
export { explainPostgres } from './database/explain-postgres.ts'
export { explainSqlite } from './database/explain-sqlite.ts'
export { faultOfPostgresUrl, faultOfSqliteUrl, faultOfWriting } from './database/faults-of-address.ts'
export { nodeSqlite } from './database/node-sqlite.ts'
export { isPostgresUrl, isSchemaName, parsePostgresUrl, toShownAddress } from './database/postgres-url.ts'
export { parseSqlitePath } from './database/sqlite-path.ts'
export { unlessAborted } from './deadline/unless-aborted.ts'
export {
  type Extension,
  guardExtension,
  guardSynchronousExtension,
  limitOf,
} from './extensions/call-extension.ts'
export { callUnwaited } from './extensions/call-unwaited.ts'
export { describeThrown } from './extensions/describe-thrown.ts'
export { ExtensionFailure } from './extensions/extension-failure.ts'
export { askOnceEach } from './memo/ask-once-each.ts'
export { keepLatest } from './memo/keep-latest.ts'
export { once } from './memo/once.ts'
export { nearestName } from './options/nearest-name.ts'
export { fromNodeRequest, MOST_VALUES } from './wire/from-node-request.ts'
export { BodyNotKept } from './wire/from-parsed-body.ts'
export { isPlainPath, parseRequestTarget, type RequestTarget } from './wire/parse-request-target.ts'
export { peerOf, UNIX_PEER } from './wire/peer-of.ts'
export type { PlainRequest, PlainResponse } from './wire/plain-exchange.ts'
export { sendPlainResponse } from './wire/send-plain-response.ts'
export { sendResponse } from './wire/send-response.ts'
export { hasSeveralHosts } from './wire/sent-headers.ts'
export { toRequest } from './wire/to-request.ts'

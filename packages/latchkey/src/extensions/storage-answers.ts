import type { Storage } from '../ports/storage.ts'
import type { RecordKind } from '../ports/stored-records.ts'
import { kindOf, requireMember, requireObject } from './answers.ts'

/** Checks what a verb returned. @throws Error that says what it must be */
export type ReadAnswer = (answer: unknown) => unknown

const nothing: ReadAnswer = () => undefined

/** A row, or nothing: many databases return null for a missing one. */
const row: ReadAnswer = (answer) =>
  answer === undefined || answer === null ? undefined : requireObject(answer, 'a record or nothing')

/** A grant, and whether its token was revoked, of which nobody may be unsure. */
const grantWithAccount: ReadAnswer = (answer) => {
  if (row(answer) === undefined) return undefined
  const { grant, isRemembered } = requireObject(answer, 'a grant with its account')
  requireObject(grant, 'a grant, at "grant"')
  requireMember(typeof isRemembered === 'boolean', 'isRemembered', 'true or false')
  return answer
}

const sessionWithAccount: ReadAnswer = (answer) => {
  if (row(answer) === undefined) return undefined
  const { session } = requireObject(answer, 'a session with its account')
  requireObject(session, 'a session, at "session"')
  return answer
}

const rows: ReadAnswer = (answer) => {
  if (Array.isArray(answer)) return answer
  throw new Error(`it is ${kindOf(answer)}, and must be a list`)
}

const count: ReadAnswer = (answer) => {
  if (Number.isInteger(answer)) return answer
  throw new Error(`it is ${kindOf(answer)}, and must be a whole number`)
}

const yesOrNo: ReadAnswer = (answer) => {
  if (typeof answer === 'boolean') return answer
  throw new Error(`it is ${kindOf(answer)}, and must be true or false`)
}

/** A verb that decides, and whose other answers nobody may take for success. */
function oneOf(...outcomes: readonly string[]): ReadAnswer {
  return (answer) => {
    if (outcomes.includes(answer as string)) return answer
    throw new Error(`it must be one of ${outcomes.join(', ')}`)
  }
}

const verdict: ReadAnswer = (answer) => {
  const { outcome, remaining, resetsAt } = requireObject(answer, 'a verdict')
  requireMember(outcome === 'allowed' || outcome === 'exhausted', 'outcome', 'allowed or exhausted')
  requireMember(Number.isInteger(remaining), 'remaining', 'a whole number')
  requireMember(Number.isInteger(resetsAt), 'resetsAt', 'epoch seconds')
  return answer
}

const page: ReadAnswer = (answer) => {
  const { records } = requireObject(answer, 'a page of records')
  requireMember(Array.isArray(records), 'records', 'a list')
  return answer
}

type Answers<Of> = { readonly [Verb in keyof Of]: ReadAnswer }

/** What each verb of each store returns. */
export const storeAnswers: { readonly [Kind in RecordKind]: Answers<Storage[Kind]> } = {
  grants: {
    open: oneOf('opened', 'replayed'),
    find: row,
    findWithAccount: grantWithAccount,
    advance: oneOf('advanced', 'within_grace', 'replayed', 'revoked', 'unknown'),
    revoke: oneOf('revoked', 'already_revoked', 'unknown'),
    revokeAll: count,
    rebind: count,
    listByAccount: rows,
  },
  rememberedIds: { remember: oneOf('fresh', 'seen'), has: yesOrNo },
  attempts: { take: verdict, giveBack: nothing, forget: nothing },
  sessions: {
    start: oneOf('started', 'taken'),
    find: row,
    findWithAccount: sessionWithAccount,
    touch: nothing,
    end: oneOf('ended', 'unknown'),
    endAll: count,
    listByAccount: rows,
  },
  clients: {
    create: oneOf('created', 'taken'),
    find: row,
    update: oneOf('updated', 'stale', 'unknown'),
    remove: oneOf('removed', 'unknown'),
    list: rows,
    noteSecretUse: nothing,
  },
  consents: {
    remember: nothing,
    replace: nothing,
    forgetAll: count,
    listByAccount: rows,
  },
  familiarBrowsers: { remember: nothing, find: rows, forget: nothing },
  signingKeys: {
    add: oneOf('added', 'taken'),
    list: rows,
    retire: oneOf('retired', 'unknown'),
    reseal: oneOf('resealed', 'unknown'),
  },
  accounts: {
    create: oneOf('created', 'id_taken', 'username_taken'),
    find: row,
    findByUsername: row,
    update: oneOf('updated', 'stale', 'unknown', 'username_taken'),
    remove: oneOf('removed', 'unknown'),
    list: rows,
  },
  events: { append: nothing, list: rows },
}

/** What the verbs of the storage itself return. */
export const storageAnswers: Answers<Omit<Storage, RecordKind>> = {
  migrate: rows,
  pendingMigrations: rows,
  purge: count,
  exportRecords: page,
  importRecords: oneOf('imported', 'taken'),
  ping: nothing,
  close: nothing,
}

import { guardExtension } from 'latchkey-connect/internal'
import type { GrantHandler, TokenDecision } from '../ports/grant-handler.ts'
import { isTexts, requireMember, requireObject } from './answers.ts'
import { extensionSeconds } from './extension-seconds.ts'
import { readAccount } from './guard-accounts.ts'
import { passes } from './passes.ts'

type Parse = GrantHandler['parse']
type Decide = GrantHandler['decide']

/** A grant type of the embedder's, each function with its time limit and a checked answer. */
export function guardGrant(own: GrantHandler): GrantHandler {
  const { grantType } = own
  const parse = guardExtension(
    {
      name: `parse of the grant type ${grantType}`,
      seconds: extensionSeconds['grants[].parse'],
      passes,
      read: (request) => request,
    },
    (...given: Parameters<Parse>) => own.parse(...given),
  )
  const decide = guardExtension(
    {
      name: `decide of the grant type ${grantType}`,
      seconds: extensionSeconds['grants[].decide'],
      passes,
      read: (decision) => readDecision(decision, grantType),
    },
    (...given: Parameters<Decide>) => own.decide(...given),
  )
  // The type says that `parse` answers at once, but nothing keeps it from being async.
  return { grantType, parse, decide: async (request, context) => decide(await request, context) }
}

function readDecision(value: unknown, grantType: string): TokenDecision {
  const decision = requireObject(value, 'a decision with "scopes" and "audience"')
  const { scopes, audience, account, commit } = decision
  requireMember(isTexts(scopes), 'scopes', 'a list of texts')
  requireMember(isTexts(audience), 'audience', 'a list of URIs')
  if (account !== undefined) readAccount(account)
  if (commit === undefined) return value as TokenDecision
  requireMember(typeof commit === 'function', 'commit', 'a function')
  const call = commit as () => unknown
  return { ...(value as TokenDecision), commit: guardCommit(() => call.call(decision), grantType) }
}

function guardCommit(own: () => unknown, grantType: string): () => Promise<void> {
  const seconds = extensionSeconds['grants[].decide().commit']
  const name = `commit of the grant type ${grantType}`
  return guardExtension({ name, seconds, passes, read: () => undefined }, own)
}

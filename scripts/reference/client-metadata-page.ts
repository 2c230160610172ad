import { clientRules } from '../../packages/latchkey/src/config/clients/require-sensible-client.ts'
import type { ClientRule } from '../../packages/latchkey/src/protocol/clients/client.ts'
import { type ClientMember, everybody } from '../../packages/latchkey/src/protocol/clients/client-member.ts'
import { appMembers } from '../../packages/latchkey/src/protocol/clients/members/app.ts'
import { authenticationMembers } from '../../packages/latchkey/src/protocol/clients/members/authentication.ts'
import { authorizationMembers } from '../../packages/latchkey/src/protocol/clients/members/authorization.ts'
import { idTokenMembers } from '../../packages/latchkey/src/protocol/clients/members/id-token.ts'
import { issuedMembers } from '../../packages/latchkey/src/protocol/clients/members/issued.ts'

const sections: Readonly<Record<string, Readonly<Record<string, ClientMember>>>> = {
  'The app': appMembers,
  Authentication: authenticationMembers,
  'What it may ask for': authorizationMembers,
  'ID tokens': idTokenMembers,
  'Kept by the server': issuedMembers,
}

const introduction = `# Client metadata

Made by \`npm run docs\` from the table in \`packages/latchkey/src/protocol/clients\`; changes made here are lost.

A client is an app that asks for tokens. An operator states its members in [the configuration](../guides/configuration.md#clients), with
\`latchkey client\` or through \`server.clients\`, under the name in the first column. The configuration requires only \`clientId\`;
\`latchkey client\` and \`server.clients\` require only \`name\`. On the wire a member has the name of RFC 7591 §2, OpenID Connect
Registration §2 or RP-Initiated Logout §3.1 where there is one.

*Open to* is who may state a member. So far, only the operator has a way to do so; *everybody* includes the developers of apps, and the
apps themselves.`

/** `docs/reference/client-metadata.md`: every member of a client, from the table in `protocol/clients`. */
export function clientMetadataPage(): string {
  const parts = Object.entries(sections).map(([title, members]) => `## ${title}\n\n${toTable(members)}`)
  return `${[introduction, ...parts].join('\n\n')}\n`
}

function toTable(members: Readonly<Record<string, ClientMember>>): string {
  const rows = Object.entries(members).map(([name, member]) =>
    [
      `\`${name}\``,
      `\`${member.wire}\``,
      typeOf(member),
      leftOut(member),
      openTo(member),
      about(member),
    ].join(' | '),
  )
  return [
    '| member | on the wire | type | if left out | open to | |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n')
}

const types: Readonly<Record<Exclude<ClientMember['kind'], 'choice'>, string>> = {
  text: 'text',
  url: '`https` URL',
  texts: 'list',
  words: 'list; on the wire one text with spaces',
  flag: '`true` or `false`',
  seconds: 'seconds',
  jwks: 'JWK set (RFC 7517 §5)',
  'client secret': 'text, or list',
  secrets: 'list',
  time: 'epoch seconds',
  count: 'whole number',
}

function typeOf(member: ClientMember): string {
  return member.kind === 'choice' ? toCode(member.values) : types[member.kind]
}

function leftOut(member: ClientMember): string {
  if ('registeredDefault' in member)
    return `\`${member.default}\`; \`${member.registeredDefault}\` when registered while the server runs`
  if ('default' in member) return toCode([member.default].flat().map(String)) || 'none'
  if ('inferred' in member) return member.inferred
  return 'absent' in member ? member.absent : member.issued
}

function openTo({ setBy }: ClientMember): string {
  if (setBy.length === everybody.length) return 'everybody'
  return setBy.join(', ') || 'nobody'
}

function about(member: ClientMember): string {
  const rule = 'rule' in member ? ` Rule: ${clientRules[member.rule as ClientRule].words}.` : ''
  const only = 'only' in member ? ` Stated ${member.only} only.` : ''
  return `${member.sentence}${only}${rule}`
}

function toCode(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ')
}

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ClientStatement } from '../../protocol/clients/client.ts'
import type { StatedMember } from '../../protocol/clients/client-member.ts'
import { type StatedName, statedMembers } from '../../protocol/clients/client-metadata.ts'
import { parseStrictJson } from '../../protocol/parse-strict-json.ts'
import { collect } from '../leaf-command.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { toWords } from './member-words.ts'

/** The options as parsed by commander, under its names. */
export type ReadOptions = Readonly<Record<string, unknown>>

/** Members for which `create` and `update` have options of their own. */
const askedElsewhere: readonly StatedName[] = ['name', 'disabled']

/** Options that are shorter than the names of their members. */
const shortFlags: Partial<Record<StatedName, string>> = {
  applicationType: '--type <type>',
  clientUri: '--homepage <url>',
  grantTypes: '--grant <type>',
  introspects: '--introspects <resource>',
  requirePkce: '--pkce',
  rotateRefreshTokens: '--rotate',
  tokenEndpointAuthMethod: '--method <method>',
}

const placeholders: Partial<Record<StatedMember['kind'], string>> = {
  jwks: 'file',
  seconds: 'seconds',
  url: 'url',
}

const memberOptions = statedMembers
  .filter(([name, { only }]) => only === undefined && !askedElsewhere.includes(name))
  .map(([name, member]) => ({ name, member, options: toOptions(name, member) }))

/** Adds an option for every member that can be stated at any time. */
export function addClientOptions(command: Command): Command {
  for (const { options } of memberOptions) for (const option of options) command.addOption(option)
  return command
}

/** Converts the options to a change of the client; options that were not given are absent. */
export function toClientChange(read: ReadOptions, terminal: Terminal): ClientStatement {
  const change = memberOptions.flatMap(({ name, member, options }) => {
    const [option] = options
    const value = option && read[option.attributeName()]
    if (value === undefined) return []
    return [[name, member.kind === 'jwks' ? readJwks(resolve(terminal.folder, String(value))) : value]]
  })
  return Object.fromEntries(change)
}

/** The one option of a member, or the two that switch a flag on and off. */
function toOptions(name: StatedName, member: StatedMember): readonly Option[] {
  const flags = shortFlags[name] ?? toFlags(name, member)
  const option = new Option(flags, toHelp(member))
  switch (member.kind) {
    case 'flag':
      return [option, new Option(flags.replace('--', '--no-'), `the opposite of ${flags}`)]
    case 'choice':
      return [option.choices(member.values)]
    case 'seconds':
      return [option.argParser(toSeconds)]
    default:
      return [isList(member) ? option.argParser(collect) : option]
  }
}

/** `--redirect-uri <uri>` for `redirectUris`. */
function toFlags(name: StatedName, member: StatedMember): string {
  const words = toWords(isList(member) ? name.replace(/s$/, '') : name).split(' ')
  const flag = `--${words.join('-')}`
  if (member.kind === 'flag') return flag
  return `${flag} <${placeholders[member.kind] ?? words.at(-1)}>`
}

function isList({ kind }: StatedMember): boolean {
  return kind === 'texts' || kind === 'words'
}

function toHelp(member: StatedMember): string {
  const sentence = member.sentence.replace(/\.$/, '').replaceAll('`', '')
  const help = /^[A-Z]{2}/.test(sentence) ? sentence : sentence.charAt(0).toLowerCase() + sentence.slice(1)
  if (member.kind === 'jwks') return `a file with ${help} (a JWK set)`
  return isList(member) ? `${help}; may be given several times` : help
}

function toSeconds(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It must be a whole number of seconds.')
  return Number(value)
}

function readJwks(file: string): NonNullable<ClientStatement['jwks']> {
  try {
    const jwks: unknown = parseStrictJson(readFileSync(file, 'utf8'))
    if (isJwks(jwks)) return jwks
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError('usage', `--jwks: cannot read a JWK set from ${file}: ${reason}`, { cause })
  }
  throw new CommandError('usage', `--jwks: ${file} is not a JWK set: { "keys": [ … ] } (RFC 7517 §5)`)
}

function isJwks(value: unknown): value is NonNullable<ClientStatement['jwks']> {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}

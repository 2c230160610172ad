import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ClientChange } from '../../index.ts'
import type { PublicJwk } from '../../protocol/clients/client.ts'
import type { StatedMember } from '../../protocol/clients/client-member.ts'
import { type StatedName, statedMembers } from '../../protocol/clients/client-metadata.ts'
import { parseStrictJson } from '../../protocol/parse-strict-json.ts'
import { collect } from '../leaf-command.ts'
import { CommandError } from '../terminal/command-error.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { toWords } from './member-words.ts'

/** The options as parsed by commander, under its names. */
export type ReadOptions = Readonly<Record<string, unknown>>

interface Jwks {
  readonly keys: readonly PublicJwk[]
}

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
  .map(([name, member]) => ({ name, member, flags: shortFlags[name] ?? toFlags(name, member) }))

/**
 * Adds an option for every member that can be stated at any time, and one that states the opposite. A client
 * that exists can also be without what it has.
 */
export function addClientOptions(command: Command, { exists }: { readonly exists: boolean }): Command {
  for (const { member, flags } of memberOptions) {
    command.addOption(toOption(flags, member))
    const opposite = toOpposite(flags, member)
    if (opposite !== undefined && (exists || !('absent' in member))) command.addOption(opposite)
  }
  return command
}

/** Converts the options to a change of the client; options that were not given are absent. */
export function toClientChange(read: ReadOptions, terminal: Terminal): ClientChange {
  const change = memberOptions.flatMap(({ name, member, flags }) => {
    const value = read[new Option(flags).attributeName()]
    return value === undefined ? [] : [[name, toValue(value, member, terminal)]]
  })
  return Object.fromEntries(change)
}

/** `false` stands for `--no-…`. */
function toValue(value: unknown, member: StatedMember, terminal: Terminal): unknown {
  if (value === false && member.kind !== 'flag') return isList(member) ? [] : null
  return member.kind === 'jwks' ? readJwks(resolve(terminal.folder, String(value))) : value
}

function toOption(flags: string, member: StatedMember): Option {
  const option = new Option(flags, toHelp(member))
  if (member.kind === 'choice') return option.choices(member.values)
  if (member.kind === 'seconds') return option.argParser(toSeconds)
  return isList(member) ? option.argParser(collect) : option
}

/** A choice that every client makes can be changed, but has no opposite. */
function toOpposite(flags: string, member: StatedMember): Option | undefined {
  const [flag = ''] = flags.replace('--', '--no-').split(' ')
  if (member.kind === 'flag') return new Option(flag, `the opposite of ${flags}`)
  if (isList(member)) return new Option(flag, `no ${flags}`)
  return 'absent' in member ? new Option(flag, `takes away ${flags}`) : undefined
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

function readJwks(file: string): Jwks {
  try {
    const jwks: unknown = parseStrictJson(readFileSync(file, 'utf8'))
    if (isJwks(jwks)) return jwks
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError('usage', `--jwks: cannot read a JWK set from ${file}: ${reason}`, { cause })
  }
  throw new CommandError('usage', `--jwks: ${file} is not a JWK set: { "keys": [ … ] } (RFC 7517 §5)`)
}

function isJwks(value: unknown): value is Jwks {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}

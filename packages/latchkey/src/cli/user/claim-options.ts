import { type Command, InvalidArgumentError } from 'commander'
import type { NewAccount } from '../../index.ts'
import { parseStrictJson } from '../../protocol/parse-strict-json.ts'

type Claims = NonNullable<NewAccount['claims']>

export interface ClaimOptions {
  readonly name?: string
  readonly email?: string
  readonly emailVerified?: boolean
  readonly claim?: Claims
}

export function addClaimOptions(command: Command): Command {
  return command
    .option('--name <name>', 'the full name')
    .option('--email <address>', 'the email address')
    .option('--email-verified', 'the address is known to be theirs')
    .option(
      '--claim <name=value>',
      'any claim; the value is JSON or a text; may be given several times',
      collectClaim,
    )
}

/** The claims given by the options. */
export function toClaims({ name, email, emailVerified, claim }: ClaimOptions): Claims {
  return {
    ...claim,
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(emailVerified !== undefined && { email_verified: emailVerified }),
  }
}

function collectClaim(written: string, previous: Claims | undefined): Claims {
  const at = written.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must be written as name=value.')
  const name = written.slice(0, at)
  if (previous && Object.hasOwn(previous, name))
    throw new InvalidArgumentError(`The claim ${name} is given twice.`)
  return { ...previous, [name]: toValue(written.slice(at + 1)) }
}

function toValue(text: string): unknown {
  if (!isJson(text)) return text
  try {
    return parseStrictJson(text)
  } catch (cause) {
    throw new InvalidArgumentError(`${cause instanceof Error ? cause.message : cause}.`)
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

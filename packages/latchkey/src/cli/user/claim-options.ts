import { type Command, InvalidArgumentError } from 'commander'
import type { NewAccount } from '../../index.ts'

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
  return { ...previous, [written.slice(0, at)]: toValue(written.slice(at + 1)) }
}

function toValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

import { type Command, InvalidArgumentError } from 'commander'

export interface ListenOptions {
  readonly host?: string
  readonly port?: number
}

export function addListenOptions(command: Command): Command {
  return command
    .option('--port <port>', 'the port to listen on, 0 for any free one', toPort)
    .option('--host <address>', 'the address to listen on (default: 127.0.0.1)')
}

export function toListenFlags({ host, port }: ListenOptions): Readonly<Record<string, unknown>> {
  return { host, port }
}

function toPort(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 to 65535.')
  return Number(value)
}

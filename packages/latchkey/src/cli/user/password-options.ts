import { type Command, Option } from 'commander'

/** Ways to give a password that no other user of the machine can see. */
export function addPasswordOptions(command: Command): Command {
  return command
    .option('--password-stdin', 'reads the password from standard input')
    .addOption(
      new Option('--generate-password', 'makes a password and shows it once').conflicts('passwordStdin'),
    )
}

import type { Members, Option } from '../../packages/latchkey/src/settings/option.ts'
import { commandOptions, serverOptions } from '../../packages/latchkey/src/settings/options.ts'
import { sentenceOf } from './option-sentences.ts'
import { typeText } from './type-text.ts'

/** `docs/reference/configuration.md`: every option, from the tables in `packages/latchkey/src/settings`. */
export function configurationPage(): string {
  return `${[
    '# Every option',
    'Made by `npm run docs` from the tables in `packages/latchkey/src/settings`; changes made here are lost. Which options belong together, and why,\nis in the [guide to the configuration](../guides/configuration.md).',
    toTable(serverOptions),
    ...groupsOf(serverOptions),
    '## For the `latchkey` command only',
    toTable(commandOptions),
    ...groupsOf(commandOptions),
  ].join('\n\n')}\n`
}

/** Pages that explain more about an option. */
const furtherReading: Partial<Record<keyof typeof serverOptions, string>> = {
  clients: '[Client metadata](client-metadata.md)',
  customClaims: '[Claims of your own](../guides/extend.md#claims-of-your-own)',
  grants: '[A grant type of your own](../guides/extend.md#a-grant-type-of-your-own)',
  pages: '[Pages](../guides/extend.md#pages)',
  messages: '[Pages](../guides/extend.md#pages)',
  outbound: '[What the server fetches](../guides/configuration.md#what-the-server-fetches)',
  logger: '[The log](../guides/deploy.md#the-log)',
  onEvent: '[The log](../guides/deploy.md#the-log)',
  accounts: '[Bring your own users](../guides/bring-your-own-users.md)',
}

function groupsOf(table: Members): readonly string[] {
  return Object.entries(table).flatMap(([name, { shape, members }]) => {
    if (members === undefined) return []
    const isList = typeText(shape) === 'list'
    return [`## ${isList ? `Each of \`${name}\`` : `\`${name}\``}`, toTable(members)]
  })
}

function toTable(table: Members): string {
  const hasVariables = Object.values(table).some(({ environment }) => environment !== undefined)
  const columns = ['option', 'type', 'default', ...(hasVariables ? ['variable'] : []), '']
  const rows = Object.entries(table).map(([name, option]) => [
    `\`${name}\``,
    option.members === undefined ? typeText(option.shape) : linkTo(name, option),
    toDefault(table, name),
    ...(hasVariables ? [option.environment === undefined ? '' : `\`${option.environment.name}\``] : []),
    sentence(table, name) + (table === serverOptions ? seeAlso(name) : ''),
  ])
  return [columns, columns.map(() => '---'), ...rows].map(toRow).join('\n')
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replaceAll(/ {2,}/g, ' ')
}

function linkTo(name: string, { shape }: Option): string {
  const type = typeText(shape)
  return type === 'list' ? `[list](#each-of-${name.toLowerCase()})` : `[${type}](#${name.toLowerCase()})`
}

function seeAlso(name: string): string {
  const link = furtherReading[name as keyof typeof serverOptions]
  return link === undefined ? '' : ` See ${link}.`
}

/** Empty for a default that depends on something, which the sentence explains. */
function toDefault(table: Members, name: string): string {
  const { default: value, isRequired } = table[name] as Option
  if (isRequired) return 'required'
  if (sentence(table, name).includes('Default: ')) return ''
  return typeof value === 'object' || value === undefined ? '' : `\`${value}\``
}

/**
 * A comment also names the default, for people who read it in an editor. It must be the actual default, which
 * the page shows in its own column.
 */
function sentence(table: Members, name: string): string {
  const text = sentenceOf(table, name)
  const stated = /\s*Default: (?:`([^`]+)`|(true|false|\d+))\.$/.exec(text)
  if (stated === null) return text
  if ((stated[1] ?? stated[2]) !== String(table[name]?.default))
    throw new Error(`The comment of ${name} names another default than its line in the table`)
  return text.slice(0, stated.index)
}

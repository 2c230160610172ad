/**
 * Who may import whom. A room is a folder of `src`, a folder inside one whose folders are told apart here, or
 * a file.
 */
export interface Room {
  /**
   * Rooms and packages that may be imported. Every room may import itself. A name that ends in `*` stands
   * for all names with that beginning.
   */
  readonly values: readonly string[]
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[]
}

export type ImportTable = Readonly<Record<string, Room>>
export type PackageName = keyof typeof importTables

/** What every topic of the command stands on. */
const command = ['cli', 'cli/terminal']

const server = {
  protocol: { values: ['node:crypto'] },
  ports: { values: [], types: ['protocol'] },
  networks: { values: ['node:net'] },
  settings: {
    values: ['protocol', 'latchkey-connect/internal', 'zod', 'node:net'],
    types: ['ports', 'management', 'pages'],
  },
  management: { values: ['ports'], types: ['protocol'] },
  keys: {
    values: [
      'protocol',
      'management',
      'latchkey-connect/internal',
      'jose',
      'node:crypto',
      'node:fs',
      'node:path',
    ],
    types: ['ports', 'settings'],
  },
  outbound: {
    values: [
      'protocol',
      'networks',
      'latchkey-connect/internal',
      'node:http',
      'node:https',
      'node:net',
      'node:tls',
      'node:dns',
    ],
    types: ['ports', 'settings'],
  },

  extensions: { values: ['protocol', 'ports', 'latchkey-connect/internal'], types: ['pages'] },

  pages: { values: ['pages/*'] },
  'pages/messages': { values: ['intl-messageformat'], types: ['pages'] },
  'pages/parts': { values: [], types: ['pages', 'hono'] },
  'pages/frame': { values: ['pages/parts'], types: ['pages', 'hono'] },
  'pages/authorize': { values: ['pages/frame', 'pages/parts'], types: ['pages', 'protocol'] },
  'pages/sign-in': { values: ['pages/frame', 'pages/parts'], types: ['pages', 'protocol'] },
  'pages/logout': { values: ['pages/frame', 'pages/parts'], types: ['pages'] },
  'pages/errors': { values: ['pages/frame', 'pages/parts'], types: ['pages'] },

  accounts: { values: ['protocol', 'ports', 'management', '@node-rs/argon2', 'node:crypto', 'node:os'] },
  events: { values: ['protocol', 'ports'] },
  log: { values: ['pino', 'protocol', 'node:fs'], types: ['ports'] },

  flows: { values: [], types: ['protocol', 'ports', 'settings', 'keys', 'flows/clients', 'flows/token'] },
  'flows/clients': {
    values: [
      'protocol',
      'ports',
      'management',
      'keys',
      'latchkey-connect/internal',
      'node:crypto',
      'node:zlib',
    ],
    types: ['flows'],
  },
  'flows/sign-in': { values: ['protocol', 'ports', 'flows'], types: [] },
  'flows/authorize': { values: ['protocol', 'ports', 'flows/sign-in', 'node:crypto'], types: ['flows'] },
  'flows/token': {
    values: ['protocol', 'ports', 'management', 'flows', 'flows/clients', 'latchkey-connect/internal'],
    types: ['settings'],
  },
  'flows/logout': { values: ['protocol', 'flows/clients', 'flows/sign-in'], types: ['ports', 'flows'] },
  'flows/upkeep': { values: ['protocol', 'ports', 'node:timers'], types: ['flows'] },

  http: {
    values: ['protocol', 'pages/frame', 'http/edge', 'http/answers', 'http/endpoints', 'hono'],
    types: ['ports', 'pages', 'pages/messages', 'flows', 'latchkey-connect/internal'],
  },
  'http/edge': {
    values: ['protocol', 'ports', 'networks', 'latchkey-connect/internal', 'hono', 'node:crypto', 'node:net'],
    types: ['settings', 'pages', 'pages/messages', 'flows', 'flows/clients', 'flows/sign-in', 'http'],
  },
  'http/views': { values: ['protocol'], types: ['pages', 'flows/sign-in', 'flows/authorize'] },
  'http/answers': {
    values: ['protocol', 'ports', 'http/edge', 'http/views', 'latchkey-connect/internal', 'node:crypto'],
    types: ['pages', 'flows', 'flows/authorize', 'http', 'hono'],
  },
  'http/endpoints': {
    values: [
      'protocol',
      'ports',
      'flows/sign-in',
      'flows/authorize',
      'flows/token',
      'flows/logout',
      'flows/upkeep',
      'http/edge',
      'http/views',
      'http/answers',
      'node:crypto',
      'node:fs',
    ],
    types: ['pages', 'flows', 'http', 'latchkey-connect/internal'],
  },

  'authorization-server.ts': { values: [], types: ['management', 'http', 'http/edge'] },
  adapters: {
    values: ['latchkey-connect/internal'],
    types: ['http/edge', 'authorization-server.ts', 'node:http'],
  },

  'storage/paging': { values: ['ports'], types: ['storage/rows'] },
  'storage/rows': { values: [], types: ['protocol', 'ports'] },
  'storage/migration-plan.ts': { values: ['node:crypto'], types: ['ports'] },
  'storage/require-selection.ts': { values: ['ports'] },
  'storage/memory': { values: ['protocol', 'ports', 'storage/paging', 'storage/require-selection.ts'] },
  'storage/sqlite': {
    values: [
      'protocol',
      'storage/rows',
      'storage/paging',
      'storage/require-selection.ts',
      'storage/migration-plan.ts',
      'latchkey-connect/internal',
      'node:fs',
      'node:path',
    ],
    types: ['ports', 'node:sqlite'],
  },
  'storage/postgres': {
    values: [
      'protocol',
      'storage/rows',
      'storage/paging',
      'storage/require-selection.ts',
      'storage/migration-plan.ts',
      'latchkey-connect/internal',
      'node:crypto',
    ],
    types: ['ports'],
  },
  'storage/name-failures.ts': { values: ['ports'] },
  'storage/copy-records.ts': { values: ['ports', 'node:util'] },
  'storage/open-storage.ts': {
    values: ['storage/memory', 'storage/sqlite', 'storage/postgres', 'latchkey-connect/internal'],
    types: ['ports'],
  },

  config: {
    values: [
      'protocol',
      'ports',
      'settings',
      'management',
      'networks',
      'outbound',
      'pages',
      'pages/frame',
      'flows/token',
      'extensions',
      'latchkey-connect/internal',
      'zod',
      'node:crypto',
      'node:fs',
      'node:path',
      'node:url',
    ],
  },
  'create-authorization-server.ts': {
    values: [
      'management',
      'keys',
      'outbound',
      'pages*',
      'accounts',
      'events',
      'log',
      'extensions',
      'flows/*',
      'http',
      'storage/name-failures.ts',
      'storage/open-storage.ts',
      'config',
      'latchkey-connect/internal',
    ],
    types: ['protocol', 'ports', 'settings', 'flows', 'authorization-server.ts'],
  },
  'index.ts': {
    values: [
      'protocol',
      'management',
      'keys',
      'log',
      'storage/open-storage.ts',
      'storage/postgres',
      'config',
      'create-authorization-server.ts',
    ],
    types: ['ports', 'settings', 'pages', 'authorization-server.ts'],
  },

  cli: { values: ['index.ts', 'settings', 'config', 'cli/*', 'commander', 'node:*'] },
  'cli/terminal': { values: ['cli', 'index.ts', 'config', 'commander', 'node:*'] },
  'cli/client': { values: [...command, 'protocol', 'commander', 'node:*'], types: ['index.ts'] },
  'cli/copy': {
    values: [
      ...command,
      'index.ts',
      'config',
      'storage/copy-records.ts',
      'latchkey-connect/internal',
      'node:*',
    ],
    types: ['commander'],
  },
  'cli/doctor': {
    values: [
      ...command,
      'protocol',
      'keys',
      'index.ts',
      'settings',
      'config',
      'latchkey-connect/internal',
      'node:*',
    ],
    types: ['commander'],
  },
  'cli/keys': { values: [...command, 'protocol', 'commander'] },
  'cli/secret': { values: command, types: ['index.ts', 'commander'] },
  'cli/serve': {
    values: [
      ...command,
      'index.ts',
      'settings',
      'config',
      'adapters',
      'latchkey-connect/internal',
      'commander',
      'node:*',
    ],
  },
  'cli/user': { values: [...command, 'protocol', 'commander'], types: ['index.ts'] },

  testing: {
    values: [
      'protocol',
      'ports',
      'index.ts',
      'adapters',
      'latchkey-connect/internal',
      'jose',
      'node:assert',
      'node:crypto',
      'node:http',
    ],
  },
} satisfies ImportTable

const connect = {
  memo: { values: [] },
  deadline: { values: [] },
  options: { values: [] },
  wire: { values: ['node:net'], types: ['node:http'] },
  database: { values: ['pg', 'node:sqlite', 'node:fs', 'node:path'] },
  extensions: { values: ['deadline'] },
  issuer: { values: ['memo', 'deadline', 'options', 'oauth4webapi', 'jose'] },
  'resource-server': {
    values: ['wire', 'issuer', 'options', 'extensions', 'memo', 'oauth4webapi', 'jose'],
    types: ['hono', 'fastify', 'node:http'],
  },
  client: { values: ['client/*', 'wire', 'issuer'], types: ['node:http'] },
  'client/sessions': {
    values: [
      'client',
      'memo',
      'database',
      'extensions',
      'node:crypto',
      'node:fs',
      'node:path',
      'node:timers',
    ],
    types: ['client/sign-in', 'node:sqlite'],
  },
  'client/tokens': {
    values: ['client', 'client/sessions', 'issuer', 'options', 'memo', 'oauth4webapi', 'node:timers'],
    types: ['client/sign-in'],
  },
  'client/sign-in': {
    values: [
      'client',
      'client/sessions',
      'client/tokens',
      'issuer',
      'options',
      'extensions',
      'oauth4webapi',
      'node:crypto',
    ],
  },
  'client/proxy': {
    values: ['client', 'client/sign-in', 'client/tokens', 'wire', 'issuer', 'options'],
    types: ['node:http'],
  },
  browser: { values: [] },
  testing: { values: ['node:assert'], types: ['client/sessions'] },
  'internal.ts': { values: ['memo', 'deadline', 'extensions', 'options', 'database', 'wire'] },
} satisfies ImportTable

/** By the folders of `packages`. The server may import `latchkey-connect`; never the reverse. */
export const importTables = { latchkey: server, connect } satisfies Readonly<Record<string, ImportTable>>

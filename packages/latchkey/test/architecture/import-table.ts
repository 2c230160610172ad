/**
 * Who may import whom. A room is a folder of `src`, a folder inside one whose folders are told apart here, or
 * a file.
 */
export interface Room {
  /**
   * Rooms and packages that may be imported. Every room may import itself. What ends in `*` is all that
   * begins so.
   */
  readonly values: readonly string[]
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[]
}

export type ImportTable = Readonly<Record<string, Room>>
export type PackageName = keyof typeof importTables

/** Everything that a server is put together from. */
const parts = [
  'protocol',
  'ports',
  'management',
  'keys',
  'outbound',
  'pages*',
  'accounts',
  'events',
  'log',
  'flows*',
  'http*',
  'storage/*',
  'settings',
  'config',
  'authorization-server.ts',
]

/** What the steps of a flow stand on; each topic adds what it needs besides. */
const flow = [
  'protocol',
  'ports',
  'management',
  'keys',
  'latchkey-connect/internal',
  'node:crypto',
  'node:timers',
]
const page = ['pages/frame', 'pages/parts']
const driver = ['protocol', 'ports', 'storage/rows', 'storage/paging', 'storage/require-selection.ts']
const sqlDriver = [...driver, 'storage/migration-plan.ts']
const command = ['cli', 'cli/terminal', 'index.ts', 'settings', 'config', 'commander', 'node:*']
/** What both ends of the wire know of an issuer. */
const wireEnds = ['wire', 'issuer', 'options', 'memo', 'oauth4webapi', 'jose', 'node:crypto', 'node:http']

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
      'ports',
      'management',
      'latchkey-connect/internal',
      'jose',
      'node:crypto',
      'node:fs',
      'node:path',
    ],
    types: ['settings'],
  },
  outbound: {
    values: [
      'protocol',
      'ports',
      'networks',
      'latchkey-connect/internal',
      'node:http',
      'node:https',
      'node:net',
      'node:tls',
      'node:dns',
    ],
    types: ['settings'],
  },

  pages: { values: ['pages/*'], types: ['protocol'] },
  'pages/messages': { values: ['intl-messageformat'], types: ['pages'] },
  'pages/parts': { values: ['hono'], types: ['pages', 'protocol'] },
  'pages/frame': { values: ['hono', 'pages/parts'], types: ['pages'] },
  'pages/authorize': { values: page, types: ['pages', 'protocol'] },
  'pages/sign-in': { values: page, types: ['pages', 'protocol'] },
  'pages/logout': { values: page, types: ['pages'] },
  'pages/errors': { values: page, types: ['pages'] },

  accounts: { values: ['protocol', 'ports', 'management', '@node-rs/argon2', 'node:crypto', 'node:os'] },
  events: { values: ['protocol', 'ports'] },
  log: { values: ['ports', 'pino'] },

  flows: { values: [], types: ['protocol', 'ports', 'settings', 'keys', 'flows/clients', 'flows/token'] },
  'flows/clients': { values: [...flow, 'node:zlib'], types: ['flows'] },
  'flows/sign-in': { values: flow, types: ['flows'] },
  'flows/authorize': { values: [...flow, 'flows/sign-in'], types: ['flows'] },
  'flows/token': { values: [...flow, 'flows/clients'], types: ['flows', 'settings'] },
  'flows/logout': { values: [...flow, 'flows/sign-in'], types: ['flows'] },
  'flows/upkeep': { values: flow, types: ['flows'] },

  http: {
    values: [
      'protocol',
      'ports',
      'pages*',
      'http/edge',
      'http/answers',
      'http/endpoints',
      'hono',
      'latchkey-connect/internal',
    ],
    types: ['flows'],
  },
  'http/edge': {
    values: ['protocol', 'ports', 'networks', 'hono', 'latchkey-connect/internal', 'node:crypto', 'node:net'],
    types: ['http', 'flows*', 'settings', 'pages*'],
  },
  'http/views': { values: ['protocol'], types: ['flows*', 'pages'] },
  'http/answers': {
    values: ['protocol', 'ports', 'http/edge', 'http/views', 'latchkey-connect/internal', 'node:crypto'],
    types: ['http', 'flows*', 'pages', 'hono'],
  },
  'http/endpoints': {
    values: [
      'protocol',
      'ports',
      'flows/*',
      'http/edge',
      'http/answers',
      'http/views',
      'latchkey-connect/internal',
      'node:crypto',
      'node:fs',
    ],
    types: ['http', 'flows', 'pages'],
  },

  'authorization-server.ts': { values: [], types: ['http*', 'management'] },
  adapters: {
    values: ['latchkey-connect/internal', 'node:http'],
    types: ['http/edge', 'authorization-server.ts'],
  },

  'storage/paging': { values: ['ports'], types: ['storage/rows'] },
  'storage/rows': { values: [], types: ['protocol', 'ports'] },
  'storage/migration-plan.ts': { values: ['ports', 'node:crypto'] },
  'storage/require-selection.ts': { values: [], types: ['ports'] },
  'storage/memory': { values: driver },
  'storage/sqlite': { values: [...sqlDriver, 'node:sqlite', 'node:fs', 'node:path'] },
  'storage/postgres': { values: [...sqlDriver, 'latchkey-connect/internal', 'node:crypto'] },
  'storage/name-failures.ts': { values: ['ports'] },
  'storage/copy-records.ts': { values: ['ports', 'node:util'] },
  'storage/open-storage.ts': { values: ['storage/*', 'latchkey-connect/internal'], types: ['ports'] },

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
      'latchkey-connect/internal',
      'zod',
      'node:crypto',
      'node:fs',
      'node:path',
      'node:url',
    ],
  },
  'create-authorization-server.ts': { values: [...parts, 'latchkey-connect/internal'] },
  'index.ts': { values: [...parts, 'create-authorization-server.ts'] },

  cli: { values: ['index.ts', 'settings', 'config', 'cli/*', 'commander', 'node:*'] },
  'cli/terminal': { values: ['cli', 'index.ts', 'config', 'commander', 'node:*'] },
  'cli/client': { values: [...command, 'protocol'] },
  'cli/copy': { values: [...command, 'storage/copy-records.ts'] },
  'cli/doctor': { values: command },
  'cli/keys': { values: command },
  'cli/secret': { values: command },
  'cli/serve': { values: [...command, 'adapters'] },
  'cli/user': { values: command },

  testing: {
    values: [
      'ports',
      'protocol',
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
  options: { values: [] },
  wire: { values: [], types: ['node:http'] },
  database: { values: ['pg'] },
  issuer: { values: ['memo', 'options', 'oauth4webapi', 'jose'] },
  'resource-server': { values: [...wireEnds], types: ['hono', 'fastify'] },
  client: { values: ['client/*', ...wireEnds], types: ['express-session'] },
  'client/sessions': {
    values: [
      'client',
      'memo',
      'options',
      'database',
      'node:crypto',
      'node:fs',
      'node:path',
      'node:sqlite',
      'node:timers',
    ],
    types: ['client/sign-in'],
  },
  'client/tokens': {
    values: ['client', 'client/sessions', ...wireEnds, 'node:timers'],
    types: ['client/sign-in'],
  },
  'client/sign-in': { values: ['client', 'client/sessions', 'client/tokens', ...wireEnds] },
  'client/proxy': { values: ['client', 'client/sign-in', 'client/tokens', ...wireEnds, 'node:timers'] },
  browser: { values: [] },
  testing: { values: ['node:assert'], types: ['client/sessions'] },
  'internal.ts': { values: ['memo', 'options', 'database', 'wire'] },
} satisfies ImportTable

/** By the folders of `packages`. The server may import `latchkey-connect`; never the reverse. */
export const importTables = { latchkey: server, connect } satisfies Readonly<Record<string, ImportTable>>

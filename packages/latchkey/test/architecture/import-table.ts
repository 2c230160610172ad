/** Who may import whom. A room is a folder of `src`, a folder of `storage`, or a file of `src` itself. */
export interface Room {
  /** Rooms and packages that may be imported. Every room may import itself. What ends in `*` is all that begins so. */
  readonly values: readonly string[]
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[]
}

/** Everything that a server is put together from. */
const parts = [
  'protocol',
  'ports',
  'keys',
  'pages',
  'accounts',
  'events',
  'log',
  'flows',
  'http',
  'storage/*',
  'config',
  'authorization-server.ts',
]

export const importTable: Readonly<Record<string, Room>> = {
  protocol: { values: ['node:crypto'] },
  ports: { values: [], types: ['protocol'] },
  keys: {
    values: [
      'protocol',
      'ports',
      'jose',
      'node:crypto',
      'node:fs',
      'node:path',
      'node:http',
      'node:https',
      'node:net',
      'node:dns',
    ],
  },
  pages: { values: ['hono', 'intl-messageformat'], types: ['protocol'] },
  accounts: { values: ['protocol', 'ports', '@node-rs/argon2', 'node:crypto', 'node:os'] },
  events: { values: ['protocol', 'ports'] },
  log: { values: ['ports', 'pino'] },
  flows: { values: ['protocol', 'ports', 'keys', 'node:crypto', 'node:zlib', 'node:timers'] },
  http: { values: ['protocol', 'ports', 'flows', 'pages', 'hono', 'node:crypto', 'node:fs', 'node:net'] },
  'authorization-server.ts': { values: [], types: ['http', 'ports'] },
  adapters: { values: ['node:http'], types: ['http', 'authorization-server.ts'] },
  'storage/memory': { values: ['ports'], types: ['protocol'] },
  'storage/rows': { values: [], types: ['protocol', 'ports'] },
  'storage/sqlite': {
    values: ['ports', 'storage/rows', 'storage/migration-plan.ts', 'node:sqlite', 'node:fs', 'node:path'],
    types: ['protocol'],
  },
  'storage/postgres': {
    values: ['ports', 'storage/rows', 'storage/migration-plan.ts', 'pg', 'node:crypto'],
    types: ['protocol'],
  },
  'storage/migration-plan.ts': { values: ['ports', 'node:crypto'] },
  'storage/copy-records.ts': { values: ['ports', 'node:util'] },
  'storage/open-storage.ts': { values: ['storage/*', 'ports'] },
  config: {
    values: [
      'protocol',
      'ports',
      'pages',
      'zod',
      'node:crypto',
      'node:fs',
      'node:net',
      'node:path',
      'node:url',
    ],
  },
  'create-authorization-server.ts': { values: parts },
  'index.ts': { values: [...parts, 'create-authorization-server.ts'] },
  cli: { values: ['index.ts', 'adapters', 'storage/*', 'config', 'commander', 'node:*'] },
  testing: {
    values: [
      'ports',
      'protocol',
      'index.ts',
      'adapters',
      'client',
      'jose',
      'node:assert',
      'node:crypto',
      'node:http',
    ],
  },
  issuer: { values: ['ports', 'oauth4webapi', 'jose'] },
  'resource-server': {
    values: [
      'ports',
      'issuer',
      'adapters',
      'oauth4webapi',
      'jose',
      'hono',
      'fastify',
      'node:crypto',
      'node:http',
    ],
  },
  client: {
    values: [
      'ports',
      'issuer',
      'adapters',
      'oauth4webapi',
      'pg',
      'express-session',
      'node:crypto',
      'node:fs',
      'node:http',
      'node:path',
      'node:sqlite',
      'node:timers',
    ],
  },
  browser: { values: [] },
}

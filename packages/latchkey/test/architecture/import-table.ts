/** Who may import whom. A room is a folder of `src`, one driver of `storage`, or a file of `src` itself. */
export interface Room {
  /** Rooms and packages that may be imported. Every room may import itself. A room that ends in `/*` is each room below it. */
  readonly values: readonly string[]
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[]
}

const wiring = [
  'protocol',
  'ports',
  'keys',
  'pages',
  'accounts',
  'flows',
  'http',
  'storage/*',
  'config',
  'authorization-server.ts',
]

export const importTable: Readonly<Record<string, Room>> = {
  protocol: { values: ['node:crypto'] },
  ports: { values: [], types: ['protocol'] },
  keys: { values: ['protocol', 'ports', 'jose', 'node:crypto', 'node:fs', 'node:path'] },
  pages: { values: ['hono', 'intl-messageformat'], types: ['protocol'] },
  accounts: { values: ['protocol', 'ports', '@node-rs/argon2', 'node:crypto', 'node:os'] },
  flows: { values: ['protocol', 'ports', 'keys'] },
  http: { values: ['protocol', 'flows', 'pages', 'hono', 'node:crypto', 'node:net'], types: ['ports'] },
  'authorization-server.ts': { values: [], types: ['http', 'ports'] },
  adapters: { values: ['@hono/node-server', 'node:http'], types: ['http', 'authorization-server.ts'] },
  'storage/memory': { values: ['ports'], types: ['protocol'] },
  'storage/sqlite': {
    values: ['ports', 'node:sqlite', 'node:crypto', 'node:fs', 'node:path'],
    types: ['protocol'],
  },
  'storage/open-storage.ts': { values: ['storage/*', 'ports'] },
  config: {
    values: ['protocol', 'zod', 'node:crypto', 'node:fs', 'node:path', 'node:url'],
    types: ['ports'],
  },
  'create-authorization-server.ts': { values: wiring },
  'index.ts': { values: [...wiring, 'create-authorization-server.ts'] },
  cli: { values: ['index.ts', 'adapters', 'storage/*', 'config', 'commander', 'node:*'] },
  testing: { values: ['ports', 'protocol', 'index.ts'] },
}

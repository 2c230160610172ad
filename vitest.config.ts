import { defineConfig } from 'vitest/config'

const elsewhere = [
  'packages/latchkey/test/{architecture,package}.test.ts',
  'packages/latchkey/test/package/**',
  'packages/*/test/{browser,foreign,postgres}/**',
]

// What is set on this machine for a server of its own, or to reach the network, is no part of a test.
for (const name of Object.keys(process.env)) {
  if (/^(LATCHKEY_|PORT$|DATABASE_URL$|NODE_ENV$|NODE_USE_ENV_PROXY$)/.test(name)) delete process.env[name]
}

/**
 * Each project is one step of `npm test`, over both packages. A path on the command line selects files of any
 * project.
 */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    maxWorkers: 2,
    // For a machine that has more to do: none of these tests takes as long on one that has not.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['packages/*/test/**/*.test.{ts,tsx}'], exclude: elsewhere },
      },
      {
        extends: true,
        test: { name: 'architecture', include: ['packages/latchkey/test/architecture.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['packages/latchkey/test/package.test.ts', 'packages/latchkey/test/package/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['packages/*/test/postgres/**/*.test.ts'],
          globalSetup: 'packages/latchkey/test/postgres/global-setup.ts',
        },
      },
      {
        extends: true,
        // A virtual machine of Java takes both cores.
        test: {
          name: 'foreign',
          include: ['packages/latchkey/test/foreign/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        // One browser at a time: two on two cores only wait for each other.
        test: {
          name: 'browser',
          include: ['packages/*/test/browser/**/*.test.{ts,tsx}'],
          fileParallelism: false,
        },
      },
    ],
  },
})

import type { TestProject } from 'vitest/node'
import { startPostgresServer } from '../../../../scripts/postgres-server/postgres-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a PostgreSQL server on which databases may be created and dropped. */
    readonly postgresUrl: string
  }
}

/** One server for all files of the project: the one that TEST_POSTGRES_URL names, or one of our own. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.TEST_POSTGRES_URL
  if (given !== undefined) {
    project.provide('postgresUrl', given)
    return undefined
  }
  const server = await startPostgresServer()
  project.provide('postgresUrl', server.url)
  return () => server.stop()
}

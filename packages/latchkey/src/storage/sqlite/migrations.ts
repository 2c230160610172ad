import type { Migration } from '../migration-plan.ts'

/**
 * The schema, step by step. A published step is never edited: existing databases remember its checksum and
 * refuse another one. A change is a new step at the end.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    title: 'create the tables',
    worksFrom: 1,
    sql: `
      CREATE TABLE grants (
        id TEXT NOT NULL PRIMARY KEY,
        client_id TEXT NOT NULL,
        account_id TEXT NOT NULL,
        session_id TEXT,
        scopes TEXT NOT NULL,
        resources TEXT NOT NULL,
        claims TEXT,
        auth_time INTEGER NOT NULL,
        amr TEXT NOT NULL,
        acr TEXT,
        generation INTEGER NOT NULL,
        rotated_at INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        absolute_expires_at INTEGER NOT NULL,
        revoked_at INTEGER
      ) STRICT;
      CREATE INDEX grants_by_account ON grants (account_id) WHERE revoked_at IS NULL;
      CREATE INDEX grants_by_client ON grants (client_id) WHERE revoked_at IS NULL;
      CREATE INDEX grants_by_session ON grants (session_id) WHERE revoked_at IS NULL AND session_id IS NOT NULL;
      CREATE INDEX grants_by_end ON grants (absolute_expires_at);

      CREATE TABLE remembered_ids (
        id TEXT NOT NULL PRIMARY KEY,
        expires_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX remembered_ids_by_end ON remembered_ids (expires_at);

      CREATE TABLE attempts (
        key TEXT NOT NULL PRIMARY KEY,
        count INTEGER NOT NULL,
        resets_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX attempts_by_end ON attempts (resets_at);

      CREATE TABLE sessions (
        id TEXT NOT NULL PRIMARY KEY,
        account_id TEXT NOT NULL,
        auth_time INTEGER NOT NULL,
        amr TEXT NOT NULL,
        acr TEXT,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX sessions_by_account ON sessions (account_id);
      CREATE INDEX sessions_by_end ON sessions (expires_at);

      CREATE TABLE clients (
        id TEXT NOT NULL PRIMARY KEY,
        client TEXT NOT NULL
      ) STRICT;

      CREATE TABLE consents (
        account_id TEXT NOT NULL,
        client_id TEXT NOT NULL,
        scopes TEXT NOT NULL,
        resources TEXT NOT NULL,
        granted_at INTEGER NOT NULL,
        PRIMARY KEY (account_id, client_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE signing_keys (
        algorithm TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        kid TEXT NOT NULL UNIQUE,
        public_jwk TEXT NOT NULL,
        sealed_private_jwk TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        activates_at INTEGER NOT NULL,
        rotates_at INTEGER NOT NULL,
        retires_at INTEGER,
        PRIMARY KEY (algorithm, sequence)
      ) STRICT;

      CREATE TABLE accounts (
        id TEXT NOT NULL PRIMARY KEY,
        username TEXT NOT NULL,
        canonical_username TEXT NOT NULL UNIQUE,
        password_hash TEXT,
        claims TEXT NOT NULL,
        disabled INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        version INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE events (
        id TEXT NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        event TEXT NOT NULL
      ) STRICT;
      CREATE INDEX events_by_time ON events (at);
    `,
  },
  {
    version: 2,
    title: 'remember what a grant left out, and the session in which it was given',
    worksFrom: 1,
    sql: `
      ALTER TABLE grants ADD COLUMN left_out_scopes TEXT;
      ALTER TABLE grants ADD COLUMN signed_in_session_id TEXT;
    `,
  },
  {
    version: 3,
    title: 'remove the texts of client secrets',
    // Nothing ever read them: a secret is checked by its hash, in another member.
    worksFrom: 1,
    sql: `
      UPDATE clients SET client = json_remove(client, '$.clientSecret')
      WHERE json_type(client, '$.clientSecret') IS NOT NULL;
    `,
  },
  {
    version: 4,
    title: 'consents name the registration of the client',
    worksFrom: 1,
    sql: `
      ALTER TABLE consents ADD COLUMN registration_id TEXT;
    `,
  },
  {
    version: 5,
    title: 'remember the browsers in which accounts signed in',
    worksFrom: 1,
    sql: `
      CREATE TABLE familiar_browsers (
        account_id TEXT NOT NULL PRIMARY KEY,
        browser_ids TEXT NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX familiar_browsers_by_end ON familiar_browsers (expires_at);
    `,
  },
]

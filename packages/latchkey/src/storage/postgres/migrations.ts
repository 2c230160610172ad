import type { Migration } from '../migration-plan.ts'

/**
 * The schema, step by step; `{schema}` stands for its name. A published step is never edited: existing
 * databases remember its checksum and refuse another one. A change is a new step at the end, and says which
 * older version works with it.
 *
 * Numbers come first, so that there is no padding between them. Ids compare by bytes, whatever the database's
 * locale. No column that a refresh or a page view changes has an index, and pages keep some room: the new
 * version of a row then fits beside the old one, and no index is touched.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    title: 'create the tables',
    worksFrom: 1,
    sql: `
      CREATE TABLE {schema}.grants (
        generation bigint NOT NULL,
        rotated_at bigint NOT NULL,
        created_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        absolute_expires_at bigint NOT NULL,
        revoked_at bigint,
        auth_time bigint NOT NULL,
        id text COLLATE "C" NOT NULL PRIMARY KEY,
        client_id text COLLATE "C" NOT NULL,
        account_id text COLLATE "C" NOT NULL,
        session_id text COLLATE "C",
        scopes text NOT NULL,
        resources text NOT NULL,
        claims text,
        amr text NOT NULL,
        acr text
      ) WITH (fillfactor = 90);
      CREATE INDEX grants_by_account ON {schema}.grants (account_id) WHERE revoked_at IS NULL;
      CREATE INDEX grants_by_client ON {schema}.grants (client_id) WHERE revoked_at IS NULL;
      CREATE INDEX grants_by_session ON {schema}.grants (session_id) WHERE revoked_at IS NULL AND session_id IS NOT NULL;
      CREATE INDEX grants_by_end ON {schema}.grants (absolute_expires_at);

      CREATE TABLE {schema}.remembered_ids (
        expires_at bigint NOT NULL,
        id text COLLATE "C" NOT NULL PRIMARY KEY
      );
      CREATE INDEX remembered_ids_by_end ON {schema}.remembered_ids (expires_at);

      CREATE TABLE {schema}.attempts (
        count bigint NOT NULL,
        resets_at bigint NOT NULL,
        key text COLLATE "C" NOT NULL PRIMARY KEY
      ) WITH (fillfactor = 70);
      CREATE INDEX attempts_by_end ON {schema}.attempts (resets_at);

      CREATE TABLE {schema}.sessions (
        auth_time bigint NOT NULL,
        created_at bigint NOT NULL,
        last_seen_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        id text COLLATE "C" NOT NULL PRIMARY KEY,
        account_id text COLLATE "C" NOT NULL,
        amr text NOT NULL,
        acr text
      ) WITH (fillfactor = 90);
      CREATE INDEX sessions_by_account ON {schema}.sessions (account_id);
      CREATE INDEX sessions_by_end ON {schema}.sessions (expires_at);

      CREATE TABLE {schema}.clients (
        id text COLLATE "C" NOT NULL PRIMARY KEY,
        client text NOT NULL
      );

      CREATE TABLE {schema}.consents (
        granted_at bigint NOT NULL,
        account_id text COLLATE "C" NOT NULL,
        client_id text COLLATE "C" NOT NULL,
        scopes text NOT NULL,
        resources text NOT NULL,
        PRIMARY KEY (account_id, client_id)
      );

      CREATE TABLE {schema}.signing_keys (
        sequence bigint NOT NULL,
        created_at bigint NOT NULL,
        activates_at bigint NOT NULL,
        rotates_at bigint NOT NULL,
        retires_at bigint,
        algorithm text COLLATE "C" NOT NULL,
        kid text COLLATE "C" NOT NULL UNIQUE,
        public_jwk text NOT NULL,
        sealed_private_jwk text NOT NULL,
        PRIMARY KEY (algorithm, sequence)
      );

      CREATE TABLE {schema}.accounts (
        created_at bigint NOT NULL,
        version bigint NOT NULL,
        disabled boolean NOT NULL,
        id text COLLATE "C" NOT NULL PRIMARY KEY,
        username text NOT NULL,
        canonical_username text COLLATE "C" NOT NULL UNIQUE,
        password_hash text,
        claims text NOT NULL
      );

      CREATE TABLE {schema}.events (
        at bigint NOT NULL,
        id text COLLATE "C" NOT NULL PRIMARY KEY,
        event text NOT NULL
      );
      CREATE INDEX events_by_time ON {schema}.events (at);
    `,
  },
  {
    version: 2,
    title: 'remember what a grant left out, and the session in which it was given',
    worksFrom: 1,
    sql: `
      ALTER TABLE {schema}.grants
        ADD COLUMN left_out_scopes text,
        ADD COLUMN signed_in_session_id text COLLATE "C";
    `,
  },
  {
    version: 3,
    title: 'remove the texts of client secrets',
    // Nothing ever read them: a secret is checked by its hash, in another member. As text, because
    // PostgreSQL's JSON functions stop at a \u0000. A quotation mark inside a text is escaped, so no text can
    // match.
    worksFrom: 1,
    sql: String.raw`
      UPDATE {schema}.clients SET client = regexp_replace(
        client, ',"clientSecret":("([^"\\]|\\.)*"|\[("([^"\\]|\\.)*",?)*\])', '', 'g')
      WHERE client LIKE '%,"clientSecret":%';
    `,
  },
  {
    version: 4,
    title: 'consents name the registration of the client',
    worksFrom: 1,
    sql: `
      ALTER TABLE {schema}.consents ADD COLUMN registration_id text COLLATE "C";
    `,
  },
  {
    version: 5,
    title: 'remember the browsers in which accounts signed in',
    worksFrom: 1,
    sql: `
      CREATE TABLE {schema}.familiar_browsers (
        expires_at bigint NOT NULL,
        account_id text COLLATE "C" NOT NULL PRIMARY KEY,
        browser_ids text NOT NULL
      );
      CREATE INDEX familiar_browsers_by_end ON {schema}.familiar_browsers (expires_at);
    `,
  },
]

/**
 * How long each function that an embedder hands us may take, in seconds; `undefined` for those that answer at
 * once. The table in docs/guides/extend.md says the same, and a test compares both with the types.
 */
export const extensionSeconds = {
  customClaims: 5,
  adoptRefreshToken: 5,
  'grants[].parse': 5,
  'grants[].decide': 5,
  'grants[].decide().commit': 5,
  'accounts.find': 5,
  // Hashing a password may have to wait for others.
  'accounts.signIn': 10,
  'accounts.signIn().isStillCurrent': 5,
  'accounts.signUp.create': 10,
  'accounts.signUp.findInvitation': 5,
  onEvent: 5,
  'pages.*': undefined,
  'logger.*': undefined,
  // Longer than the limits of our own drivers, whose errors say more.
  'storage.*.*': 10,
  'storage.ping': 10,
  'storage.pendingMigrations': 10,
  'storage.close': 10,
  'storage.migrate': 60,
  'storage.purge': 60,
  'storage.exportRecords': 60,
  'storage.importRecords': 60,
} as const satisfies Readonly<Record<string, number | undefined>>

export type ExtensionName = keyof typeof extensionSeconds

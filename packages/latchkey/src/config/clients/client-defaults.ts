/** What a client has that says nothing else. */
export const clientDefaults = {
  grantTypes: ['authorization_code', 'refresh_token'] as readonly string[],
  postLogoutRedirectUris: [] as readonly string[],
  introspects: [] as readonly string[],
  /** The strict reading: an assertion made for another server's token endpoint is not for us. */
  assertionAudience: 'issuer' as const,
  /** Who writes the configuration knows whose app it is. */
  verified: true,
  firstParty: false,
  claimsInIdToken: false,
  requireAuthTime: false,
  disabled: false,
}

/** Room for one secret that retires, one that works, one that comes, and a mistake or two. */
export const mostClientSecrets = 5

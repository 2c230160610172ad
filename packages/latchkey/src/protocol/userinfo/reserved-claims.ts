/** Names that only we may set in userinfo (OpenID Connect Core §5.3.2). */
export const USERINFO_PROTOCOL_CLAIMS: ReadonlySet<string> = new Set(['sub', 'iss', 'aud'])

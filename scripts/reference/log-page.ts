/** Members of a line, by what they tell of. A test compares them with lines that a server writes. */
export const lineMembers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Every line': {
    time: 'when it was written, in UTC',
    level: '`debug`, `info`, `warn` or `error`',
    msg: '`request`, `refused`, `fault`, the name of an event, or a sentence',
    pid: 'the process, with `--workers`',
  },
  'A request': {
    requestId:
      'its id, the same in the response’s `X-Request-Id`, on error pages and in events. From a trusted proxy’s `X-Request-Id`; else from its `traceparent`, as trace and parent; else random',
    method: 'as it was sent',
    path: 'without the query, at most 200 characters',
    status: 'of the response. A refusal that goes back to an app is a redirect: 303',
    milliseconds: 'from the first byte that was read to the response',
    clientId:
      'the client that was authenticated, or named in a refused request. Of an unknown one, where it presented credentials, the first characters: it may be a secret in the wrong place',
    inactive: 'introspection: why the answer was `"active": false`',
    ignored: 'revocation: why nothing was revoked',
  },
  'A refusal, in the line of its request': {
    reason: 'why, in our own terms; the code on the wire is coarser',
    failure: 'which part of it failed: [below](#which-part-failed)',
    description: 'what the client was told, if it was told anything',
    address: 'the sender’s address',
    event: 'the audit event, if it made one',
    eventId: 'the id of that event in the database',
    accountId: 'the account, if it is known',
    grantId: 'the grant, if it is known',
    sessionId: 'the session, if it is known',
    sent: 'the authentication method of the request',
    registered:
      'the authentication method of the client; `header or body` for `client_secret`, which takes its secret in either',
    secretsEndIn: 'the last four characters of the registered secrets. What was sent is never logged',
    secretEndsIn: 'the last four characters of the secret that has expired',
    expiredAt: 'when it expired',
    fault: 'what is wrong with a client assertion before its claims are looked at',
    claim: 'which claim of a client assertion was not accepted',
    received: 'the value that was not accepted, at most 200 printable characters',
    alg: 'of the assertion’s header',
    kid: 'of the assertion’s header',
    typ: 'of the assertion’s header',
    scheme: '`basic` if the request had an `Authorization` header, or should have had one',
    sentClientId:
      'the `client_id` of a request that proved nothing by it; of one that no client has, the first characters',
    nearest: 'the registered client id, redirect URI or API that was probably meant. Never in a response',
    differs: 'in which part the two differ: `trailing slash`, `port`, `path`, `white space` …',
    redirectUri:
      'the redirect URI that was sent, also of a logout; values in its query and a password in it are left out',
    resource: 'the API that was asked for',
    issuedTo: 'the client that the code was issued to',
    expiredSecondsAgo: 'how many seconds ago it expired',
    revokedSecondsAgo: 'how long ago the grant was revoked',
    adoption: 'why a refresh token of the previous server was not taken',
  },
  'An error, in the line of its request or its own': {
    err: 'name, message, code and stack, and those of its causes; nothing else that the error carries',
  },
  'An event that succeeded, in a line of its own': {
    event: 'its name',
    id: 'sorts by time',
    at: 'epoch seconds',
    outcome: '`success`',
    accountId: 'whose account',
    clientId: 'which client',
    grantId: 'which grant',
    sessionId: 'which session',
    requestId: 'in which request',
    address: 'from where',
    reason: 'why, where that is not clear from the name',
    detail: 'more, by name',
  },
  'What was left out': {
    lines: 'how many lines',
    most: 'the network, or the error, that most of them were of',
    since: 'the beginning of the minute',
    events: 'how many events were only written to the log, or were not stored',
  },
}

/** Parts that fail, by the reason of the refusal. */
export const failures: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  client_authentication_failed: {
    unknown_client: 'no such client; `nearest` is the one that was probably meant',
    disabled_client: 'it is switched off',
    wrong_secret: '`differs: white space`: without it, the secret is right',
    expired_secret: '`secretEndsIn` and `expiredAt` say which',
    method_not_registered: 'the client must authenticate in another way: `sent`, `registered`',
    secret_in_wrong_place: 'the right secret, in the header instead of the body or the other way round',
    invalid_assertion: '`fault` or `claim` says which part. A `jti` that was used before is one',
    no_credentials: 'none at all, where they are required',
    not_basic: 'an `Authorization` header of another scheme',
    malformed_basic: 'not base64 of `id:secret`',
    malformed_client_id: 'characters that no client id has, or too many',
    missing_assertion: '`client_assertion_type` alone',
    wrong_assertion_type: 'another `client_assertion_type`',
    malformed_assertion: 'no JWT that names its client',
  },
  client_authentication_ambiguous: {
    several_methods: 'more than one of header, `client_secret` and `client_assertion`',
    two_clients: 'header and body name different clients',
  },
  unknown_client: { disabled_client: 'it is switched off' },
  code_invalid: {
    not_issued_here: 'damaged, made up, or sealed under a secret that is gone',
    issued_to_another_client: '`issuedTo` says to which',
    client_was_made_anew: 'deleted and created again since',
    expired: '`expiredSecondsAgo` says how long ago',
    issued_in_the_future: 'by a clock that was far ahead, or ours is far behind',
    other_redirect_uri: 'not that of the authorization request',
    another_code_redeemed_or_guessed_at:
      'another code of the same sign-in was redeemed (the button was pressed twice), or too many wrong verifiers were sent',
  },
  code_verifier_mismatch: {
    missing: 'the request for the code had a challenge',
    wrong: 'not the one of the challenge',
    challenge_sent_as_verifier: 'the challenge itself was sent',
  },
  refresh_token_invalid: {
    no_refresh_token_of_ours: 'not of our form',
    not_issued_to_this_client:
      'issued to another client, before it was made anew, or under a secret that is gone',
    unknown_grant: 'its grant is over and deleted',
    issued_to_another_client: 'by its grant',
    expired: '`expiredSecondsAgo` says how long ago',
    issued_in_the_future: 'by a clock that was far ahead, or ours is far behind',
  },
  token_invalid: {
    no_access_token: 'not one of ours by its form',
    issued_elsewhere: 'it says so itself',
    expired: 'it says so itself',
    wrong_key_or_type: 'an unknown key, a wrong signature, or an ID token',
    revoked_or_ended: 'it, or its grant, account or client',
    for_another_api: 'not for userinfo',
  },
  logout_request_invalid: {
    unregistered_return: '`post_logout_redirect_uri` is not registered: `redirectUri`, `nearest`, `differs`',
    hint_of_another_client: '`client_id` is not the client of `id_token_hint`',
  },
}

/** `docs/reference/log.md`: what a line of the log may hold. */
export function logPage(): string {
  return `${[
    '# The log',
    'Made by `npm run docs` from the tables in `scripts/reference/log-page.ts`; changes made here are lost. Where the log goes, and what to watch\nin it, is in the [deployment guide](../guides/deploy.md#the-log).',
    'A request makes one line, when it has been answered. An event that fails, and an error, are in that line; an event that succeeds has its own,\nwith the same `requestId`. The level is `error` for a fault (500, or 503 while the database is away), `warn` for another answer of 500 and\nabove, such as `/readyz` while it drains, and `info` for the rest.',
    'No line holds a token, a code, a secret, a password, a cookie, a verifier or an assertion. What a request contains is in it only where this\npage says so: shortened, and in printable ASCII.',
    ...Object.entries(lineMembers).map(([title, members]) => `## ${title}\n\n${toTable('member', members)}`),
    '## Which part failed',
    '`failure`, by `reason`. Clients are told the reason’s code on the wire and `description`, and nothing of this.',
    ...Object.entries(failures).map(([reason, parts]) => `### ${reason}\n\n${toTable('failure', parts)}`),
    '## In a flood',
    'One network (an IPv4 address, an IPv6 /64) has at most 60 lines of refused requests in a minute, and an IPv6 /48 600; the rest is one line, which says how many and of\nwhom most of them were. What names an account, such as a token that was replayed, always has its line. Of one and the same error there are at most 60 lines in a minute. Requests that were answered have a line each, of\nabout 250 bytes. If whatever reads the log is slow, at most 8 MiB wait in memory; further lines are dropped, and counted.',
  ].join('\n\n')}\n`
}

function toTable(heading: string, rows: Readonly<Record<string, string>>): string {
  const lines = Object.entries(rows).map(([name, text]) => `| \`${name}\` | ${text} |`)
  return [`| ${heading} | |`, '|---|---|', ...lines].join('\n')
}

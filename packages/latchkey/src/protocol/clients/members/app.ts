import { everybody, operator, type StatedMember } from '../client-member.ts'

/** What the app is, and how far the operator trusts it. */
export const appMembers = {
  /** Names the app in every request. */
  clientId: {
    wire: 'client_id',
    sentence: 'Names the app in every request.',
    kind: 'text',
    issued: 'a random one; the configuration has to state it',
    setBy: operator,
    only: 'at creation',
    rule: 'clientId',
  },
  /** What people know the app by. */
  name: {
    wire: 'client_name',
    sentence: 'What people know the app by.',
    kind: 'text',
    inferred: 'the client ID',
    setBy: everybody,
  },
  /** A web app, or native: an app on a device, which may use loopback and private-use redirect URIs (RFC 8252 §7). */
  applicationType: {
    wire: 'application_type',
    sentence:
      'A web app, or native: an app on a device, which may use loopback and private-use redirect URIs.',
    kind: 'choice',
    values: ['web', 'native'],
    inferred: '`native` when every redirect URI is loopback or private-use, else `web`',
    setBy: everybody,
  },
  /** Its home page; the consent page links to it. */
  clientUri: {
    wire: 'client_uri',
    sentence: 'Its home page; the consent page links to it.',
    kind: 'url',
    absent: 'none',
    setBy: everybody,
  },
  /** Its privacy policy; the consent page links to it. */
  policyUri: {
    wire: 'policy_uri',
    sentence: 'Its privacy policy; the consent page links to it.',
    kind: 'url',
    absent: 'none',
    setBy: everybody,
  },
  /** Its terms of service; the consent page links to them. */
  tosUri: {
    wire: 'tos_uri',
    sentence: 'Its terms of service; the consent page links to them.',
    kind: 'url',
    absent: 'none',
    setBy: everybody,
  },
  /** The operator vouches for who is behind it; the consent page warns of one that nobody vouches for. */
  verified: {
    wire: 'verified',
    sentence:
      'The operator vouches for who is behind it; the consent page warns of one that nobody vouches for.',
    kind: 'flag',
    // Who writes the configuration knows whose app it is.
    default: true,
    registeredDefault: false,
    setBy: operator,
  },
  /** An app of the operator's own: no consent page, except where the rules insist. */
  firstParty: {
    wire: 'first_party',
    sentence: "An app of the operator's own: no consent page, except where the rules insist.",
    kind: 'flag',
    default: false,
    setBy: operator,
  },
  /** It gets nothing any more. */
  disabled: {
    wire: 'disabled',
    sentence: 'It gets nothing any more.',
    kind: 'flag',
    default: false,
    setBy: operator,
  },
} as const satisfies Record<string, StatedMember>

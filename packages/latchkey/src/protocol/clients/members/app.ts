import { everybody, operator, type StatedMember } from '../client-member.ts'

/** Describes the app, and how far the operator trusts it. */
export const appMembers = {
  /** Identifies the app in every request. */
  clientId: {
    wire: 'client_id',
    sentence: 'Identifies the app in every request.',
    kind: 'text',
    issued: 'a random one; required in the configuration',
    setBy: operator,
    only: 'at creation',
    rule: 'clientId',
  },
  /** The name by which people know the app. */
  name: {
    wire: 'client_name',
    sentence: 'The name by which people know the app.',
    kind: 'text',
    inferred: 'the client ID',
    setBy: everybody,
    rule: 'name',
  },
  /**
   * A web app, or a native one: an app on a device, which may use loopback and private-use redirect URIs
   * (RFC 8252 §7).
   */
  applicationType: {
    wire: 'application_type',
    sentence:
      'A web app, or a native one: an app on a device, which may use loopback and private-use redirect URIs.',
    kind: 'choice',
    values: ['web', 'native'],
    inferred: '`native` when every redirect URI is loopback or private-use, otherwise `web`',
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
  /** The operator vouches for the people behind it; the consent page warns about an app without this. */
  verified: {
    wire: 'verified',
    sentence:
      'The operator vouches for the people behind it; the consent page warns about an app without this.',
    kind: 'flag',
    // The author of the configuration knows whose app it is.
    default: true,
    registeredDefault: false,
    withoutIt: 'the consent page does not warn about the app',
    setBy: operator,
  },
  /** The operator's own app: people see no consent page, unless the specification requires one. */
  firstParty: {
    wire: 'first_party',
    sentence: "The operator's own app: people see no consent page, unless the specification requires one.",
    kind: 'flag',
    default: false,
    setBy: operator,
  },
  /** It is switched off and can no longer get tokens. */
  disabled: {
    wire: 'disabled',
    sentence: 'It is switched off and can no longer get tokens.',
    kind: 'flag',
    default: false,
    withoutIt: 'the client works',
    setBy: operator,
  },
} as const satisfies Record<string, StatedMember>

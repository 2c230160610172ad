import { type Client, isPublicClient } from '../clients/client.ts'
import type { Parameters } from '../parameters.ts'
import type { ReturnAddress } from '../refusal.ts'
import { refuse } from '../refusal.ts'
import { requireSingleValues } from '../require-single-values.ts'
import type { Resource } from '../resource.ts'
import { decideRequestedScopes } from '../scope/decide-requested-scopes.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { decideDisclosedScopes } from './decide-disclosed-scopes.ts'
import { parseAcr } from './parse-acr.ts'
import { parseClaimsParameter } from './parse-claims-parameter.ts'
import { parseCodeChallenge } from './parse-code-challenge.ts'
import { parseMaxAge } from './parse-max-age.ts'
import { parsePrompt } from './parse-prompt.ts'
import { parseRequiredAccount } from './parse-required-account.ts'
import { parseResponseMode } from './parse-response-mode.ts'
import { parseResponseType } from './parse-response-type.ts'
import { requireClientMayAuthorize } from './require-client-may-authorize.ts'
import { requireNoRequestObject } from './require-no-request-object.ts'

const LONGEST_NONCE = 1024
const LONGEST_STATE = 4096

/** What the server offers to all clients. */
export interface ServerOffer {
  /** All resources; the first is our issuer. */
  readonly resources: readonly Resource[]
  /** What a sign-in satisfies. */
  readonly acrValues: readonly string[]
  /** Refusals may tell a developer more. */
  readonly development: boolean
}

/**
 * Parses the whole request, once client and redirect URI are verified: from here on, a refusal goes back to
 * the client. The checks come in the order in which a developer wants to hear of their mistakes.
 */
export function parseAuthorizationRequest(options: {
  readonly parameters: Parameters
  readonly client: Client
  readonly returnTo: ReturnAddress
  readonly server: ServerOffer
  /** The subject of a verified `id_token_hint`. */
  readonly hintedSubject: string | undefined
}): AuthorizationRequest {
  const { parameters, client, returnTo, server } = options
  requireSingleValues(parameters)
  requireNoRequestObject(parameters)
  parseResponseType(parameters.get('response_type'))
  requireClientMayAuthorize(client)
  requireLength(parameters, 'state', LONGEST_STATE)
  requireLength(parameters, 'nonce', LONGEST_NONCE)
  const claims = parseClaimsParameter(parameters.get('claims'))
  const granted = decideRequestedScopes({
    scope: parameters.get('scope'),
    resources: parameters.all('resource'),
    client,
    settingsResources: server.resources,
  })
  return {
    ...returnTo,
    ...(parameters.get('redirect_uri') === undefined && { redirectUriLeftOut: true }),
    responseMode: parseResponseMode(parameters.get('response_mode')),
    ...defined(
      'codeChallenge',
      parseCodeChallenge({
        challenge: parameters.get('code_challenge'),
        method: parameters.get('code_challenge_method'),
        required: client.requirePkce || isPublicClient(client),
        mayBeExempted: server.development && !isPublicClient(client),
      }),
    ),
    ...granted,
    disclosedScopes: decideDisclosedScopes(claims, granted.scopes, client),
    ...parseAuthentication(parameters, client),
    ...parseAcr(parameters.get('acr_values'), claims, server.acrValues),
    ...defined('nonce', parameters.get('nonce')),
    ...defined('claims', claims),
    ...defined('requiredAccountId', parseRequiredAccount(options.hintedSubject, claims)),
  }
}

function parseAuthentication(parameters: Parameters, client: Client) {
  return {
    prompts: parsePrompt(parameters.get('prompt')),
    ...defined('maxAge', parseMaxAge(parameters.get('max_age')) ?? client.defaultMaxAge),
    ...defined('loginHint', parameters.get('login_hint')?.slice(0, 254)),
    ...defined('uiLocales', parameters.get('ui_locales')?.slice(0, 254)),
  }
}

function requireLength(parameters: Parameters, name: string, longest: number): void {
  if ((parameters.get(name)?.length ?? 0) > longest) {
    refuse('malformed_request', `${name} may have at most ${longest} characters`)
  }
}

function defined<Name extends string, Value>(name: Name, value: Value | undefined): { [N in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]: Value })
}

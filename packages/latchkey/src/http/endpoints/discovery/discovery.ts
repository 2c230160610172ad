import type { Parts } from '../../../flows/parts.ts'
import { toServerMetadata } from '../../../protocol/discovery/to-server-metadata.ts'
import { answerPublicJson } from '../../answers/answer-json.ts'
import { toPublicDocument } from '../../answers/public-document.ts'
import type { Endpoint } from '../../call.ts'

/** Both metadata documents, at each of their URLs (RFC 8414 §3, OpenID Connect Discovery §4). */
export function createDiscoveryEndpoint({ settings, grantTypes: { grantTypes } }: Parts): Endpoint {
  const { privacyUrl: policyUri, termsUrl: tosUri } = settings.brand
  const document = toPublicDocument(toServerMetadata({ ...settings, grantTypes, policyUri, tosUri }))
  return async ({ request }) => answerPublicJson(request, document)
}

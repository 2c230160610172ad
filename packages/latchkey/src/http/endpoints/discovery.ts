import { toServerMetadata } from '../../protocol/discovery/to-server-metadata.ts'
import { answerPublicJson } from '../answer-json.ts'
import type { Endpoint } from '../edge.ts'

/** Both metadata documents, at each of their addresses (RFC 8414 §3, OpenID Connect Discovery §4). */
export const discoveryEndpoint: Endpoint = async (context, { settings, grantTypes: { grantTypes } }) => {
  const { privacyUrl: policyUri, termsUrl: tosUri } = settings.brand
  const metadata = toServerMetadata({ ...settings, grantTypes, policyUri, tosUri })
  return answerPublicJson(context, JSON.stringify(metadata))
}

import { answerPublicJson } from '../answer-json.ts'
import type { Endpoint } from '../call.ts'
import { createPublicDocuments } from '../public-document.ts'

/** `GET /jwks`: the public keys that verify our tokens (RFC 7517 §5). */
export function createJwksEndpoint(): Endpoint {
  const documentOf = createPublicDocuments()
  return async ({ arrival }, { keyRing }) => answerPublicJson(arrival, documentOf(await keyRing.publicJwks()))
}

import { answerPublicJson } from '../../answers/answer-json.ts'
import { createPublicDocuments } from '../../answers/public-document.ts'
import type { Endpoint } from '../../call.ts'

/** `GET /jwks`: the public keys that verify our tokens (RFC 7517 §5). */
export function createJwksEndpoint(): Endpoint {
  const documentOf = createPublicDocuments()
  return async ({ request }, { keyRing }) => answerPublicJson(request, documentOf(await keyRing.publicJwks()))
}

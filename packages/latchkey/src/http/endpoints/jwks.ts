import { answerPublicJson } from '../answer-json.ts'
import type { Endpoint } from '../edge.ts'

/** `GET /jwks`: the public keys that verify our tokens (RFC 7517 §5). */
export const jwksEndpoint: Endpoint = async (context, { keyRing }) =>
  answerPublicJson(context, JSON.stringify(await keyRing.publicJwks()))

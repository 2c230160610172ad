import type { RemoteServer } from '../../options.ts'
import { requireJson, requireJwt, requireText, WrongAnswer } from '../answers.ts'
import type { Connection, Contender, Operation, WireRequest, WorkloadName } from '../contender.ts'
import { basic, formRequest } from '../requests.ts'

/** Somebody else's server, with the requests that a confidential client can make without a person. */
const remote: RemoteServer = JSON.parse(process.env.BENCH_REMOTE ?? '{}')
const metadata = await fetchJson(`${remote.issuer}/.well-known/openid-configuration`)
const tokenUrl = new URL(String(metadata.token_endpoint))
const request = formRequest(
  tokenUrl.pathname + tokenUrl.search,
  { grant_type: 'client_credentials', ...(remote.scope !== undefined && { scope: remote.scope }) },
  basic(remote),
)
const algorithm = await findAlgorithm()

export const contender: Contender = {
  name: 'by-url',
  title: remote.name,
  database: 'none',
  url: tokenUrl.origin,
  notes: [
    'Reached by its URL: where it runs and what it is configured for is not known here, and the network to it counts.',
  ],
  workloads: {
    [workloadOf(algorithm)]: async (connection: Connection) => clientCredentials(connection),
    ...fetched('discovery', `${remote.issuer}/.well-known/openid-configuration`),
    ...fetched('jwks', String(metadata.jwks_uri)),
  },
  leftOut: {},
}

function workloadOf(signed: string | undefined): WorkloadName {
  if (signed === 'ES256') return 'client_credentials_es256'
  if (signed === 'RS256') return 'client_credentials_rs256'
  if (signed === undefined) return 'client_credentials_opaque'
  throw new Error(`${remote.name} signs its tokens with ${signed}, which no workload does`)
}

function clientCredentials(connection: Connection): Operation {
  return async () => {
    const answer = await connection.send(request)
    const token = requireText(requireJson(answer), 'access_token', answer)
    if (algorithm !== undefined) requireJwt(token, algorithm, answer)
  }
}

/** Only from the origin that the load generator is connected to. */
function fetched(workload: WorkloadName, address: string): Contender['workloads'] {
  const url = URL.parse(address)
  if (url?.origin !== tokenUrl.origin) return {}
  const page: WireRequest = { method: 'GET', path: url.pathname + url.search }
  return {
    [workload]: async (connection: Connection) => async () => {
      const answer = await connection.send(page)
      if (Object.keys(requireJson(answer)).length === 0) throw new WrongAnswer('a JSON object', answer)
    },
  }
}

/** The signing algorithm, found in a first token; `undefined` if that is not a JWT. */
async function findAlgorithm(): Promise<string | undefined> {
  const { method, headers, body } = request
  const init = { method, headers: { ...headers }, body: body ?? '' }
  const { access_token: token } = await fetchJson(tokenUrl.href, init)
  const [header = '', ...rest] = String(token).split('.')
  return rest.length === 2 ? JSON.parse(Buffer.from(header, 'base64url').toString()).alg : undefined
}

async function fetchJson(url: string, init: RequestInit = {}): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, init)
  if (!response.ok)
    throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
  return (await response.json()) as Readonly<Record<string, unknown>>
}

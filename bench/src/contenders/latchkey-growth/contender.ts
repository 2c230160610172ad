import { randomBytes, randomInt } from 'node:crypto'
import { createSealer } from '../../../../packages/latchkey/src/keys/create-sealer.ts'
import type { Sealer } from '../../../../packages/latchkey/src/keys/sealer.ts'
import {
  api,
  app,
  introspectedScope,
  lifetimes,
  MAX_CONNECTIONS,
  resources,
  serverSecret,
} from '../../fixtures.ts'
import { accountId, accountIndex, grantId, populationOf } from '../../growth/population.ts'
import { requireJson, requireText, WrongAnswer } from '../answers.ts'
import type { Connection, Contender, Operation } from '../contender.ts'
import { latchkeyWorkloads } from '../latchkey/workloads.ts'
import { basic, formRequest } from '../requests.ts'

const { code_flow } = latchkeyWorkloads

/**
 * Latchkey with requests for the grants of a large inserted population, a different grant each time. We can
 * create their tokens because we have the server's secret.
 */
export const contender: Contender = {
  name: 'latchkey-growth',
  title: 'Latchkey among many grants',
  database: 'none',
  notes: [],
  workloads: { ...(code_flow && { code_flow }), refresh, introspection },
  leftOut: {},
}

const population = populationOf(Number(process.env.BENCH_GRANTS ?? '1000'))

function sealerOf({ origin }: Connection): Sealer {
  return createSealer([serverSecret], origin, { bytes: randomBytes })
}

/** A grant that no other connection uses. */
function chooseGrant(connection: Connection): number {
  const rows = Math.floor((population.grants - connection.index - 1) / MAX_CONNECTIONS) + 1
  return connection.index + MAX_CONNECTIONS * randomInt(Math.max(1, rows))
}

async function refresh(connection: Connection): Promise<Operation> {
  const sealer = sealerOf(connection)
  const generations = new Map<number, number>()
  return async () => {
    const index = chooseGrant(connection)
    const generation = generations.get(index) ?? 0
    const message = `${grantId(index, population)}.${generation.toString(36)}`
    const token = `${message}.${sealer.mac('refresh_token', `${message}.${app.clientId}`)}`
    const form = { grant_type: 'refresh_token', refresh_token: token }
    const answer = await connection.send(formRequest('/token', form, basic(app)))
    const next = requireText(requireJson(answer), 'refresh_token', answer)
    if (next === token) throw new WrongAnswer('another refresh token', answer)
    generations.set(index, generation + 1)
  }
}

async function introspection(connection: Connection): Promise<Operation> {
  const sealer = sealerOf(connection)
  return async () => {
    const index = chooseGrant(connection)
    const iat = Math.floor(Date.now() / 1000)
    const token = sealer.seal('access_token', {
      iss: connection.origin,
      sub: accountId(accountIndex(index, population)),
      aud: resources.opaque.uri,
      client_id: app.clientId,
      iat,
      exp: iat + lifetimes.accessToken,
      jti: `${grantId(index, population)}.${randomBytes(16).toString('base64url')}`,
      scope: introspectedScope,
    })
    const answer = await connection.send(formRequest('/introspect', { token }, basic(api)))
    if (requireJson(answer).active !== true) throw new WrongAnswer('an active token', answer)
  }
}

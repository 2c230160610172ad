/** Statistics: a service that asks the API in its own name, as no person is there. */
import express, { type Express } from 'express'
import { type ClientCredentialsOptions, clientCredentials } from 'latchkey-connect/client'

export function createStatistics(
  api: string,
  options: Pick<ClientCredentialsOptions, 'issuer' | 'clientSecret'>,
) {
  const own = clientCredentials({ clientId: 'statistics', scope: 'notes:count', resource: api, ...options })
  const app: Express = express().disable('x-powered-by')
  app.get('/', async (_req, res) => void res.json(await (await own.fetch(`${api}/count`)).json()))
  app.use((_req, res) => void res.sendStatus(404))
  return app
}

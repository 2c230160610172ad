import { expect } from 'vitest'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'
import { startDeployment } from './deployment.ts'
import { type Person, signInAt } from './visitors.ts'

const LIFETIME_SECONDS = 600

/**
 * A hundred requests of one person, whose access token has expired, spread over two processes of one app: one
 * refresh.
 */
export function expectOneRefresh(sessions: string): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const deployment = await startDeployment({
      folder,
      sessions,
      usernames: ['ada'],
      accessTokenSeconds: LIFETIME_SECONDS,
      appCount: 2,
    })
    try {
      const ada = await signInAt(deployment, 'ada')
      for (let round = 1; round <= 3; round += 1) {
        for (const app of deployment.apps) app.tell({ forwardSeconds: LIFETIME_SECONDS })
        const origins = deployment.apps.map(({ origin }) => origin)
        expect(await refusalsOf(origins, ada)).toEqual([])
        expect(deployment.reverseProxy.refreshes()).toBe(round)
      }
      expect(deployment.alarms()).toEqual([])
    } finally {
      await deployment.close()
    }
  })
}

/** What a hundred requests at once were answered, if it was not 200. */
async function refusalsOf(origins: readonly string[], person: Person): Promise<readonly string[]> {
  const headers = { cookie: person.cookie(), 'sec-fetch-site': 'same-origin', accept: 'application/json' }
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const path = index % 4 < 2 ? '/shelf' : '/api/books'
      const answer = await fetch(`${origins[index % origins.length]}${path}`, { headers })
      return `${answer.status} ${await answer.text()}`
    }),
  )
  return answers.filter((answer) => !answer.startsWith('200 '))
}

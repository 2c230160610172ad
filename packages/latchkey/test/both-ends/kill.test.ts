import { describe, expect, test } from 'vitest'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'
import { type Deployment, type DeploymentOptions, startDeployment } from './deployment.ts'
import { type Crowd, crowdOf, signInAt } from './visitors.ts'

/**
 * What may take a while on a busy machine: starting again, and waiting for what a killed process had claimed.
 */
const soon = { timeout: 40_000, interval: 50 }
const MINUTES = 60_000
const usernames = ['ada', 'grace', 'edith', 'mary', 'joan', 'ruth']

function inDeployment(
  options: Omit<DeploymentOptions, 'folder'>,
  visit: (deployment: Deployment) => Promise<void>,
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const deployment = await startDeployment({ ...options, folder })
    await visit(deployment).finally(() => deployment.close())
  })
}

/** Resolves when each of them has been served that many more times. */
async function everybodyServed(crowd: Crowd, times: number): Promise<void> {
  const before = crowd.served()
  const fewest = () => Math.min(...crowd.served().map((count, index) => count - (before[index] ?? 0)))
  await expect.poll(() => fewest() >= times || signOutsOf(crowd).length > 0, soon).toBe(true)
  expect(signOutsOf(crowd)).toEqual([])
}

/** Whatever else than "come again" somebody was told who was not served. */
function signOutsOf({ refusals }: Crowd): readonly number[] {
  return refusals.filter((status) => ![502, 503, 504].includes(status))
}

/** And the issuer saw no token twice. */
function expectNobodySignedOut(deployment: Deployment, crowd: Crowd): void {
  expect(signOutsOf(crowd), deployment.apps[0].said()).toEqual([])
  expect(deployment.alarms()).toEqual([])
}

describe('an issuer, an API and an app, with people who go on working', () => {
  test(
    'each of the three is killed and started again, twice: it recovers by itself, and nobody is signed out',
    () =>
      inDeployment({ usernames, accessTokenSeconds: 6 }, async (deployment) => {
        const people = await Promise.all(usernames.map((username) => signInAt(deployment, username)))
        const crowd = crowdOf(people)
        const {
          issuer,
          api,
          apps: [app],
        } = deployment
        for (const each of [issuer, app, api, api, issuer, app]) {
          await everybodyServed(crowd, 5)
          const [refused, away] = [crowd.refusals.length, crowd.away()]
          await each.kill()
          // With the app away nobody answers; without the API 502 at once; without the issuer 503 when a
          // token has expired.
          await expect
            .poll(() => crowd.refusals.length - refused + crowd.away() - away, soon)
            .toBeGreaterThan(5)
          if (each !== app) expect(crowd.away()).toBe(away)
          await each.start()
          await everybodyServed(crowd, 5)
        }
        const refreshes = deployment.reverseProxy.refreshes()
        await expect
          .poll(() => deployment.reverseProxy.refreshes(), soon)
          .toBeGreaterThan(refreshes + usernames.length)
        await crowd.leave()
        expectNobodySignedOut(deployment, crowd)
      }),
    4 * MINUTES,
  )

  test(
    'all three are killed, and the issuer is started last: until then they say "come again", and nobody is signed out',
    () =>
      inDeployment({ usernames, accessTokenSeconds: 6 }, async (deployment) => {
        const crowd = crowdOf(await Promise.all(usernames.map((username) => signInAt(deployment, username))))
        await everybodyServed(crowd, 5)
        const { issuer, api, apps } = deployment
        await Promise.all([issuer, api, ...apps].map((each) => each.kill()))
        for (const each of [...apps, api]) await each.start()
        const before = crowd.refusals.length
        await expect.poll(() => crowd.refusals.length - before, soon).toBeGreaterThan(20)
        await issuer.start()
        await everybodyServed(crowd, 5)
        await crowd.leave()
        expectNobodySignedOut(deployment, crowd)
      }),
    4 * MINUTES,
  )

  test(
    'the app is killed after the issuer has redeemed a refresh token and before it knows the next one: nobody is signed out',
    () =>
      inDeployment({ usernames: ['ada'], accessTokenSeconds: 5 }, async (deployment) => {
        const crowd = crowdOf([await signInAt(deployment, 'ada')])
        const [app] = deployment.apps
        for (let round = 0; round < 2; round += 1) {
          await deployment.reverseProxy.withholdNextAnswer('wait')
          await app.kill()
          await app.start()
          await everybodyServed(crowd, 5)
        }
        await crowd.leave()
        expectNobodySignedOut(deployment, crowd)
      }),
    4 * MINUTES,
  )

  test(
    'the issuer is killed after it has redeemed a refresh token and before the answer arrived: nobody is signed out',
    () =>
      inDeployment({ usernames: ['ada'], accessTokenSeconds: 5 }, async (deployment) => {
        const crowd = crowdOf([await signInAt(deployment, 'ada')])
        for (let round = 0; round < 2; round += 1) {
          await deployment.reverseProxy.withholdNextAnswer('cut')
          await deployment.issuer.kill()
          await deployment.issuer.start()
          await everybodyServed(crowd, 5)
        }
        await crowd.leave()
        expectNobodySignedOut(deployment, crowd)
      }),
    4 * MINUTES,
  )
})

import { describe, expect, onTestFinished, test } from 'vitest'
import { inTemporaryFolder } from '../fixtures/temporary-folder.ts'
import { readFileOfGuide } from '../guides/guide-blocks.ts'
import { type BooksWorld, openBooksWorld, type Way } from './books-world.ts'
import { prepareSpring, startSpring } from './java-program.ts'

/* The resource server of Spring Security, as docs/guides/apis-in-other-languages.md has it (AT-01). */

const read = (file: string) => readFileOfGuide('apis-in-other-languages', file)
const source = (name: string) => ({ [`${name}.java`]: read(`src/main/java/example/${name}.java`) })

const spring = await prepareSpring({
  name: 'spring-api',
  springBoot: process.env.TEST_SPRING_BOOT ?? '3.5.7',
  starters: ['spring-boot-starter-web', 'spring-boot-starter-oauth2-resource-server'],
  sources: { api: source('BooksApi'), decoder: source('AccessTokens') },
})

/** What of the guide is used: folders of classes, and properties. */
interface Use {
  readonly groups: readonly string[]
  readonly properties: string
  readonly leaveOut?: RegExp
}

const twoLines: Use = { groups: ['api'], properties: 'application.properties' }
const withDecoder: Use = { ...twoLines, groups: ['api', 'decoder'] }
const withIntrospection: Use = { ...twoLines, properties: 'application-opaque.properties' }

describe.skipIf(spring.missing !== undefined)(`an API on Spring Boot ${spring.missing ?? ''}`, () => {
  test.each<[Way, string, Use]>([
    ['JWT', 'with two lines', twoLines],
    ['at+jwt', 'with the decoder', withDecoder],
    ['opaque', 'with introspection', withIntrospection],
  ])('takes access tokens that are %s %s, and nothing else', async (way, _, use) => {
    const world = await openWorldOf(way)
    await inTemporaryFolder(async (folder) => {
      const statusOf = await startApi(world, use, folder)
      const { good, lacking, wrong } = world.shown
      expect([await statusOf(good), await statusOf(lacking)]).toEqual([200, 403])
      for (const token of wrong) expect(await statusOf(token), token.slice(0, 40)).toBe(401)
    })
  })

  test('with issuer-uri alone takes JWT, and lets ID tokens in as well: without their audience, nothing refuses them', async () => {
    const world = await openWorldOf('JWT')
    await inTemporaryFolder(async (folder) => {
      const statusOf = await startApi(world, { ...twoLines, leaveOut: /^.*audiences.*$/m }, folder)
      const [idToken = ''] = world.shown.wrong
      // It lacks a scope, and is asked for one: it was taken for an access token.
      expect([await statusOf(world.shown.good), await statusOf(idToken)]).toEqual([200, 403])
    })
  })

  test('refuses at+jwt with the two lines alone: for this the option is there', async () => {
    const world = await openWorldOf('at+jwt')
    await inTemporaryFolder(async (folder) => {
      const statusOf = await startApi(world, twoLines, folder)
      expect(await statusOf(world.shown.good)).toBe(401)
    })
  })
})

async function openWorldOf(way: Way): Promise<BooksWorld> {
  const world = await openBooksWorld(way)
  onTestFinished(() => world.close())
  return world
}

/** Answers the status that a token gets. */
async function startApi(world: BooksWorld, { groups, properties, leaveOut }: Use, folder: string) {
  const written = world.adapt(read(properties))
  const program = await startSpring({
    prepared: spring.folder ?? '',
    mainClass: 'example.BooksApi',
    groups,
    properties: leaveOut === undefined ? written : written.replace(leaveOut, ''),
    folder,
    environment: world.environment,
  })
  onTestFinished(() => program.close())
  return async (token: string) => {
    const response = await fetch(`${program.origin}/books`, { headers: { authorization: `Bearer ${token}` } })
    await response.text()
    return response.status
  }
}

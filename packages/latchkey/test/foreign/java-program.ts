import { readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type ForeignProgram, startForeignProgram } from './foreign-program.ts'
import {
  download,
  NotOnThisMachine,
  type Prepared,
  prepareOnce,
  runTool,
  writeFiles,
} from './prepare-once.ts'

const OLDEST_JAVA = 17
const CLASSPATH = 'classpath.txt'

export interface JavaSources {
  readonly name: string
  readonly springBoot: string
  readonly starters: readonly string[]
  /** Sources by folder of classes, so that a run can do with some of them: the first needs no other. */
  readonly sources: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Compiles sources against starters of Spring Boot, which Maven downloads. */
export function prepareSpring({ name, springBoot, starters, sources }: JavaSources): Promise<Prepared> {
  const files = { 'pom.xml': toPom(springBoot, starters), ...prefixed(sources) }
  return prepareOnce({ name, files, versions: [springBoot] }, async (folder) => {
    await requireJava(folder)
    const words = ['-q', '-B', 'dependency:build-classpath', `-Dmdep.outputFile=${CLASSPATH}`]
    await download('mvn', words, { folder, seconds: 300 })
    const libraries = await readFile(join(folder, CLASSPATH), 'utf8')
    for (const [group, texts] of Object.entries(sources)) {
      const paths = Object.keys(texts).map((path) => join(group, path))
      const classpath = [...Object.keys(sources).map(toClasses), libraries].join(delimiter)
      const words = ['-nowarn', '-d', toClasses(group), '-cp', classpath, ...paths]
      await runTool('javac', words, { folder, seconds: 120 })
    }
  })
}

async function requireJava(folder: string): Promise<void> {
  const version = await runTool('javac', ['-version'], { folder, seconds: 60 })
  const major = Number(/javac (\d+)/.exec(version)?.[1])
  if (major < OLDEST_JAVA) throw new NotOnThisMachine(`Java ${OLDEST_JAVA} is needed; this is ${version}`)
}

/** Starts a class of a prepared folder on a free port; answers the origin too. */
export async function startSpring(options: {
  readonly prepared: string
  readonly mainClass: string
  /** The folders of classes to use. */
  readonly groups: readonly string[]
  /** What `application.properties` says. */
  readonly properties: string
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>>
}): Promise<ForeignProgram & { readonly origin: string }> {
  const { prepared, mainClass, groups, properties, folder, environment } = options
  const libraries = await readFile(join(prepared, CLASSPATH), 'utf8')
  const classpath = [...groups.map((group) => join(prepared, toClasses(group))), libraries].join(delimiter)
  await writeFiles(folder, { 'application.properties': properties })
  // The class path is too long for the command line of some systems.
  await writeFile(join(folder, 'arguments'), `-cp\n"${classpath.replaceAll('\\', '\\\\')}"\n`)
  const program = await startForeignProgram(
    'java',
    [
      ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m', '@arguments', mainClass],
      ...['--server.port=0', '--server.address=127.0.0.1'],
    ],
    { folder, isReady: /Tomcat started on port (\d+)[\s\S]*Started /, ...(environment && { environment }) },
  )
  return { ...program, origin: `http://127.0.0.1:${program.ready[1]}` }
}

const toClasses = (group: string) => `classes-${group}`

function prefixed(sources: JavaSources['sources']): Readonly<Record<string, string>> {
  const entries = Object.entries(sources).flatMap(([group, texts]) =>
    Object.entries(texts).map(([path, text]) => [`${group}/${path}`, text] as const),
  )
  return Object.fromEntries(entries)
}

function toPom(springBoot: string, starters: readonly string[]): string {
  const dependencies = starters.map(
    (starter) =>
      `<dependency><groupId>org.springframework.boot</groupId><artifactId>${starter}</artifactId></dependency>`,
  )
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>${springBoot}</version>
  </parent>
  <groupId>example</groupId>
  <artifactId>program</artifactId>
  <version>1</version>
  <dependencies>${dependencies.join('')}</dependencies>
</project>
`
}

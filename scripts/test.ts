/**
 * Every check of the repository, in order; `npm test -- types unit` runs the named ones. A failed step does
 * not stop the later ones. The last line is `N passed, N failed`: the tests that vitest counted, and one for
 * each other check; before it stand the names of those that failed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadOlderNode } from './older-node.ts'
import {
  benchFolder,
  examplesWithTests,
  publishedPackages,
  repositoryFolder,
  typeCheckedProjects,
} from './repository-folders.ts'
import { runNode, runPackageBin } from './run-tool.ts'

interface Tally {
  readonly passed: number
  /** How many failed; a run can fail outside every test. */
  readonly failed: number
  /** What failed, by name, where it has one. */
  readonly failures?: readonly string[]
}

interface StepResult extends Tally {
  readonly name: string
  readonly seconds: number
}

/** Biome writes colours into files too, unless told not to. */
const biomeColors = process.stdout.isTTY ? [] : ['--colors=off']

const steps: Readonly<Record<string, () => Promise<Tally>>> = {
  build: () => checkEach(publishedPackages(), (folder) => runNode(['--run', 'build'], { folder })),
  types: () => checkEach(typeCheckedProjects(), (project) => runPackageBin('typescript', ['-p', project])),
  lint: () => check(runPackageBin('@biomejs/biome', ['ci', ...biomeColors, '.'])),
  knip: () => check(runPackageBin('knip', [])),
  architecture: () => vitest('architecture'),
  unit: () => vitest('unit'),
  // The oldest Node that the packages support, and the line of long-term support before the repository's own.
  'node-22': () => vitestOnOlderNode('unit', '22.18.0'),
  'node-24': () => vitestOnOlderNode('unit', '24.21.0'),
  postgres: () => vitest('postgres'),
  foreign: () => vitest('foreign'),
  package: () => vitest('package'),
  examples: () => checkEach(examplesWithTests(), (folder) => runNode(['test.ts'], { folder })),
  browser: () => vitest('browser'),
  // Checks that the bench works, not how fast anything is.
  bench: () => check(runNode(['src/main.ts', '--quick'], { folder: benchFolder })),
}

const reportFolder = mkdtempSync(join(tmpdir(), 'latchkey-test-'))
try {
  const results = await runSteps(namesFromArguments(process.argv.slice(2)))
  printSummary(results)
  process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0
} finally {
  rmSync(reportFolder, { recursive: true, force: true })
}

function namesFromArguments(names: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => !Object.hasOwn(steps, name))
  if (unknown.length > 0) {
    console.error(`No such step: ${unknown.join(', ')}. The steps are: ${Object.keys(steps).join(', ')}.`)
    process.exit(2)
  }
  return names.length > 0 ? names : Object.keys(steps)
}

async function runSteps(names: readonly string[]): Promise<readonly StepResult[]> {
  const results: StepResult[] = []
  for (const name of names) {
    const step = steps[name]
    if (step === undefined) continue
    console.log(`\n==== ${name} ====`)
    const startedAt = performance.now()
    const tally = await step()
    const result = { name, ...tally, seconds: (performance.now() - startedAt) / 1000 }
    console.log(describe(result))
    results.push(result)
  }
  return results
}

async function check(run: Promise<boolean>): Promise<Tally> {
  return (await run) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function checkEach(items: readonly string[], run: (item: string) => Promise<boolean>): Promise<Tally> {
  const failures: string[] = []
  for (const item of items) {
    const name = item.slice(repositoryFolder.length + 1)
    console.log(`-- ${name}`)
    if (!(await run(item))) failures.push(name)
  }
  return { passed: items.length - failures.length, failed: failures.length, failures }
}

async function vitestOnOlderNode(project: string, version: string): Promise<Tally> {
  try {
    // What is killed and starved is whole processes, whichever Node they are.
    const exclude = '--exclude=packages/latchkey/test/{both-ends,under-load}/**'
    return await vitest(project, { node: await loadOlderNode(version), words: [exclude] })
  } catch (cause) {
    console.warn(`Skipped: ${cause instanceof Error ? cause.message : cause}`)
    return { passed: 0, failed: 0 }
  }
}

async function vitest(
  project: string,
  {
    node = process.execPath,
    words = [],
  }: { readonly node?: string; readonly words?: readonly string[] } = {},
): Promise<Tally> {
  const reportFile = join(reportFolder, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  rmSync(reportFile, { force: true })
  const succeeded = await runPackageBin('vitest', ['run', '--project', project, ...words, ...reporters], {
    node,
  })
  const tally = readReport(reportFile)
  // A file that cannot be loaded, or an error outside every test, fails the run without a failed test.
  const named = Math.max(tally.failed, tally.failures?.length ?? 0)
  return { ...tally, failed: succeeded ? named : Math.max(named, 1) }
}

function readReport(file: string): Tally {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      failures: report.testResults.flatMap(namesOfFailed),
    }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

interface FileReport {
  readonly name: string
  readonly status: string
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
}

function namesOfFailed({ name, status, assertionResults }: FileReport): readonly string[] {
  const file = name.slice(repositoryFolder.length + 1)
  const failed = assertionResults.filter((result) => result.status === 'failed')
  if (failed.length === 0 && status === 'failed') return [file]
  return failed.map((result) => `${file}: ${result.fullName}`)
}

function describe({ name, passed, failed, seconds }: StepResult): string {
  const verdict = failed > 0 ? `FAILED (${failed} of ${passed + failed})` : `passed (${passed})`
  return `${name.padEnd(14)} ${verdict.padEnd(24)} ${seconds.toFixed(1)} s`
}

function printSummary(results: readonly StepResult[]): void {
  console.log('\n==== summary ====')
  for (const result of results) console.log(describe(result))
  for (const { name, failures = [] } of results)
    for (const failure of failures) console.log(`failed in ${name}: ${failure}`)
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failed = results.reduce((sum, result) => sum + result.failed, 0)
  console.log(`${passed} passed, ${failed} failed`)
}

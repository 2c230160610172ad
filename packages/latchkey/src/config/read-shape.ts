import type { z } from 'zod'
import type { Shape } from '../settings/shape.ts'
import { sentenceSeparator, toSchema } from '../settings/shapes.ts'
import type { Report } from './report.ts'

type Issue = z.core.$ZodIssue

/** The object that is read, and where its problems are reported. */
export interface Source {
  readonly input: Readonly<Record<string, unknown>>
  readonly report: Report
}

/** The parsed value, or `undefined` after reporting everything that is wrong with it. */
export function readShape<Value>(
  shape: Shape<Value>,
  value: unknown,
  at: { readonly path: string; readonly report: Report },
): Value | undefined {
  const result = toSchema(shape).safeParse(value, { reportInput: true })
  if (result.success) return result.data
  for (const issue of result.error.issues) reportIssue(issue, at)
  return undefined
}

function reportIssue(issue: Issue, at: { readonly path: string; readonly report: Report }): void {
  const path = joinPath(at.path, issue.path)
  if (issue.code === 'unrecognized_keys') reportUnknownKeys(issue, { path, report: at.report })
  else if (issue.code === 'invalid_union') reportUnion(issue, { path, report: at.report })
  else at.report.problem(path, toSentence(issue))
}

function reportUnknownKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  at: { readonly path: string; readonly report: Report },
): void {
  const explanations = issue.message.split(sentenceSeparator)
  issue.keys.forEach((key, index) => {
    const explanation = explanations[index] ?? ''
    const path = joinPath(at.path, [key])
    if (explanation.includes(' ')) at.report.problem(path, explanation)
    else if (explanation === '') at.report.problem(path, 'is not a known option')
    else at.report.problem(path, `is not a known option; did you mean "${explanation}"?`, explanation)
  })
}

/** Reports on the alternative that the operator meant: the one whose outermost type is right. */
function reportUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  at: { readonly path: string; readonly report: Report },
): void {
  const meant = issue.errors.find((issues) => !issues.some(isOutermostType))
  if (meant !== undefined) for (const inner of meant) reportIssue(inner, at)
  else at.report.problem(at.path, `must be ${issue.errors.flatMap(expectations).join(' or ')}`)
}

function isOutermostType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}

function expectations(issues: readonly Issue[]): string[] {
  return issues.filter(isOutermostType).map(toExpectation)
}

function toSentence(issue: Issue): string {
  if (issue.input === undefined && issue.code === 'invalid_type') return 'is required'
  if (issue.code === 'custom') return issue.message
  if (issue.code === 'invalid_type') return `must be ${toExpectation(issue)}, not ${describe(issue.input)}`
  if (issue.code === 'too_small') return tooSmall(issue)
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
  return `must be ${toExpectation(issue)}`
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  const isCollection = issue.origin === 'string' || issue.origin === 'array'
  return isCollection && Number(issue.minimum) === 1
    ? 'must not be empty'
    : `must be at least ${issue.minimum}${unitOf(issue.origin)}`
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long'
  return origin === 'array' ? ' entries long' : ''
}

const words: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function toExpectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return words[issue.expected] ?? issue.expected
  if (issue.code !== 'invalid_value') return 'something else'
  const values = issue.values.map((value) => JSON.stringify(value))
  return values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : String(value)
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** Writes a path as code would: `clients[0].redirectUris[1]`, `scopes["books:read"]`. */
export function joinPath(path: string, members: readonly PropertyKey[]): string {
  return members.reduce<string>((joined, member) => {
    if (typeof member === 'number') return `${joined}[${member}]`
    const name = String(member)
    if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name)) return `${joined}[${JSON.stringify(name)}]`
    return joined === '' ? name : `${joined}.${name}`
  }, path)
}

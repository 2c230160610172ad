/** Reads the import statements of a source file that the formatter has been over: each begins its line. */

export interface Import {
  readonly specifier: string
  /** Erased by the compiler: `import type`, or nothing but `type` names between the braces. */
  readonly typeOnly: boolean
  /** What stands between `import` and `from`. */
  readonly clause: string
}

const statement = /^(?:import|export)\s+(type\s+)?(?:([\w$\s{},*]*?)\s*from\s+)?['"]([^'"\n]+)['"]/gm
/** Dynamic imports and import types. */
const expression = /\bimport\(\s*['"]([^'"\n]+)['"]/g

export function readImports(source: string): readonly Import[] {
  return [...readStatements(source), ...readExpressions(source)]
}

function readStatements(source: string): readonly Import[] {
  return [...source.matchAll(statement)].map(([, type, clause = '', specifier = '']) => ({
    specifier,
    clause,
    typeOnly: type !== undefined || hasOnlyTypeNames(clause),
  }))
}

function readExpressions(source: string): readonly Import[] {
  const code = source.replaceAll(/^\s*(?:\*|\/\/|\/\*).*$/gm, '')
  return [...code.matchAll(expression)].map(([, specifier = '']) => ({
    specifier,
    clause: '',
    typeOnly: false,
  }))
}

function hasOnlyTypeNames(clause: string): boolean {
  const names = /^\{([^}]*)\}$/.exec(clause.trim())?.[1]?.split(',')
  return names?.map((name) => name.trim()).every((name) => name === '' || name.startsWith('type ')) ?? false
}

/** Also what belongs to the platform: its own methods are no functions of the embedder's. */
type Plain = string | number | boolean | bigint | symbol | null | undefined | Response

/**
 * The path of each function in a type, as code would write it: `accounts.find`, `grants[].decide`, and
 * `accounts.signIn().isStillCurrent` for a function in what another returns.
 */
export type FunctionPath<Of, Path extends string = ''> = Of extends Plain
  ? never
  : Of extends (...given: never[]) => infer Answer
    ? Path | FunctionPath<Awaited<Answer>, `${Path}()`>
    : Of extends readonly (infer Entry)[]
      ? FunctionPath<Entry, `${Path}[]`>
      : Of extends object
        ? {
            [Name in keyof Of & string]-?: FunctionPath<Of[Name], Path extends '' ? Name : `${Path}.${Name}`>
          }[keyof Of & string]
        : never

import {
  type ProtectOptions,
  protect,
  type RefusalReason,
  requireScopes,
} from '../../src/resource-server/fetch.ts'

/** What one request came to: the account and claims, or why it was refused. */
export interface Outcome {
  readonly status: number
  readonly reason: RefusalReason | undefined
  /** What the developer is told. */
  readonly message: string | undefined
  readonly retryAfter: string | null
  readonly body: Readonly<Record<string, unknown>>
}

/** An API behind the guard, asked without a network: every request is one call. */
export function openApi(options: Omit<ProtectOptions, 'onRefused'>, ...scopes: readonly string[]) {
  const refusals = new Map<string, { readonly reason: RefusalReason; readonly message: string }>()
  const guarded = protect({ ...options, onRefused: (refusal, { path }) => void refusals.set(path, refusal) })
  const answer = (_: Request, auth: unknown) => Response.json(auth)
  const handler = guarded(scopes.length === 0 ? answer : requireScopes(...scopes)(answer))
  let calls = 0
  return async (token: string): Promise<Outcome> => {
    const path = `/${calls++}`
    const request = new Request(`https://api.example.test${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const response = await handler(request)
    const { reason, message } = refusals.get(path) ?? {}
    return {
      status: response.status,
      reason,
      message,
      retryAfter: response.headers.get('retry-after'),
      body: (await response.json()) as Outcome['body'],
    }
  }
}

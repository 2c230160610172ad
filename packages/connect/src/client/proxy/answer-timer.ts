/** Aborts a request that is not answered in time. */
export interface AnswerTimer {
  /** Aborts when the time is over, or when `gone` does. */
  readonly signal: AbortSignal
  isOver(): boolean
  /** The time begins again: a body that is long is slow to arrive. */
  restart(): void
  stop(): void
}

export function startAnswerTimer(seconds: number, gone: AbortSignal): AnswerTimer {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), seconds * 1000)
  return {
    signal: AbortSignal.any([late.signal, gone]),
    isOver: () => late.signal.aborted,
    restart: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  }
}

/** The same body; each piece of it begins the time again, and no more is waited for when the time is over. */
export function timeBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  timer: AnswerTimer,
): ReadableStream<Uint8Array<ArrayBuffer>> | null {
  if (body === null) return null
  const restart = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      timer.restart()
      controller.enqueue(chunk)
    },
  })
  return body.pipeThrough(restart, { signal: timer.signal })
}

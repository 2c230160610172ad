/** Aborts a request that is not answered in time. */
export interface AnswerTimer {
  /** Aborts when the time is up, or when `gone` aborts. */
  readonly signal: AbortSignal
  isOver(): boolean
  /** Starts the time again, because a long body takes long to arrive. */
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

/** The same body, of which each chunk restarts the timer; reading ends when the timer aborts. */
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

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/**
 * V8's space for new objects may grow to this many bytes, or to twice as many if a burst comes within a
 * second.
 */
const YOUNG_BYTES = 16 * 1024 * 1024
const LOOK_MILLISECONDS = 1000

/**
 * Under load, V8 lets its space for new objects grow to 96 MB, which does not make a busy server faster
 * (docs/decisions/0011). This limits the space once it has reached 16 MB: the limit of a running process
 * cannot be set in advance.
 */
export function limitYoungGeneration(): void {
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')
    if (young === undefined || young.space_size < YOUNG_BYTES) return
    setFlagsFromString('--semi-space-growth-factor=1')
    clearInterval(timer)
  }, LOOK_MILLISECONDS)
  timer.unref()
}

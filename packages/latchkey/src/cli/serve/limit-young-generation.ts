import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/**
 * What V8 keeps for new objects may grow to this many bytes, or a doubling more when a burst comes within a
 * second.
 */
const YOUNG_BYTES = 16 * 1024 * 1024
const LOOK_MILLISECONDS = 1000

/**
 * Under load, V8 lets its space for new objects grow to 96 MB, which makes a busy server no faster
 * (docs/decisions/0011). Once the space has come to 16 MB, it is told to grow no more. A running process
 * cannot be told the limit beforehand.
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

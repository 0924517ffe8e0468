import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** What is reachable, after everything else was thrown away. */
export async function heldBytes(): Promise<number> {
  // Buffers are given back in later turns of the event loop.
  for (let round = 0; round < 4; round += 1) {
    collect()
    await nextTurn()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

// `npm run test:differential -- 1000000`: so many random histories on the memory store and on the model, on all cores.
// `npm run test:differential -- 20000 123`: from seed 123 on, as a failure names it. Without a seed, others each time.
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { memoryStore } from '@llm-limit/core'
import { compareHistories } from '@llm-limit/testing/reference'

const BATCH = 1_000

const [histories = 100_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number)
if (process.send === undefined) await shareOut()
else await compareAll()

/** One process a core, each with seeds of its own. */
async function shareOut(): Promise<void> {
  const processes = availableParallelism()
  const share = Math.ceil(histories / processes)
  console.log(`${share * processes} histories from seed ${seed} on, in ${processes} processes`)
  const start = performance.now()
  const codes = await Promise.all(Array.from({ length: processes }, (_, n) => compareApart(share, seed + n * share)))
  const seconds = (performance.now() - start) / 1_000
  if (codes.every((code) => code === 0))
    console.log(`no difference; ${Math.round((share * processes) / seconds)} histories a second`)
  else process.exitCode = 1
}

function compareApart(count: number, first: number): Promise<number | null> {
  const child = fork(fileURLToPath(import.meta.url), [`${count}`, `${first}`])
  return new Promise((resolve) => child.on('close', resolve))
}

async function compareAll(): Promise<void> {
  for (let done = 0; done < histories; done += BATCH) {
    const count = Math.min(BATCH, histories - done)
    await compareHistories({
      store: (clock) => memoryStore({ clock }),
      histories: count,
      seed: seed + done,
      retryAfterEvery: 10,
    })
  }
  process.disconnect()
}

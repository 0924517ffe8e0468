// Random histories on a store and on the model, on all cores, until one differs from the other or all are told:
// `npm run test:differential -- memory 1000000`, `-- redis 100000`, `-- cluster 100000`. Without a place, memory; without a count, 100,000.
// `npm run test:differential -- redis 1 123`: from seed 123 on, as a failure names it. Without a seed, others each time.
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { isPlace, PLACES, type PlaceName, type Report } from './differential-worker.js'

const REPORT_MS = 10_000

await run(process.argv.slice(2))

async function run(words: readonly string[]): Promise<void> {
  const [place, numbers] = isPlace(words[0]) ? [words[0], words.slice(1)] : ['memory' as const, words]
  const [histories = 100_000, seed = Date.now() % 2 ** 31] = numbers.map(Number)
  if (!Number.isSafeInteger(histories) || histories < 1 || !Number.isSafeInteger(seed))
    throw new Error(`npm run test:differential -- [${Object.keys(PLACES).join(' | ')}] [histories] [seed]`)
  await shareOut(place, histories, seed)
}

/** One process a core, each with seeds and servers of its own. */
async function shareOut(place: PlaceName, histories: number, seed: number): Promise<void> {
  const processes = Math.min(histories, availableParallelism())
  console.log(`${histories} histories on ${place} from seed ${seed} on, in ${processes} processes`)
  const sofar = { done: 0, seeds: [] as number[] }
  const start = performance.now()
  const tell = () => console.log(progress(place, sofar.done, histories, sofar.seeds, performance.now() - start))
  const timer = setInterval(tell, REPORT_MS)
  const edge = (n: number) => seed + Math.floor((n * histories) / processes)
  const codes = await Promise.all(
    Array.from({ length: processes }, (_, n) =>
      compareApart([place, `${edge(n + 1) - edge(n)}`, `${edge(n)}`], (report) => {
        if ('done' in report) sofar.done += report.done
        else sofar.seeds.push(report.seed)
      }),
    ),
  )
  clearInterval(timer)
  tell()
  if (sofar.seeds.length > 0 || sofar.done < histories || codes.some((code) => code !== 0)) process.exitCode = 1
}

function compareApart(words: readonly string[], hear: (report: Report) => void): Promise<number | null> {
  const child = fork(fileURLToPath(new URL('differential-worker.ts', import.meta.url)), words)
  child.on('message', (report) => hear(report as Report))
  return new Promise((resolve) => child.on('close', resolve))
}

function progress(place: PlaceName, done: number, of: number, seeds: readonly number[], elapsedMs: number): string {
  const seconds = elapsedMs / 1_000
  const found =
    seeds.length === 0 ? 'no difference' : `differences: ${seeds.map((seed) => `-- ${place} 1 ${seed}`).join(', ')}`
  return `${done} of ${of} histories in ${Math.round(seconds)} s, ${Math.round(done / seconds)} a second; ${found}`
}

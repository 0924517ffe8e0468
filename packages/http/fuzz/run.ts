// `npm run test:fuzz`: 50,000 mutated requests, streams and answers, on all cores; fails with the seed of each that breaks a promise.
// `npm run test:fuzz -- 3000`: so many. `-- 1 123`: the case of seed 123, with its stack. Without a seed, others each time.
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Report } from './worker.js'

/** A case that takes longer hangs, however busy the machine is. */
const HANGS_AFTER_MS = 120_000

const [cases = 50_000, from = Math.floor(Math.random() * 2 ** 30)] = process.argv.slice(2).map(Number)
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(from))
  throw new Error('npm run test:fuzz -- [cases] [seed]')
await shareOut()

async function shareOut(): Promise<void> {
  const processes = Math.min(cases, availableParallelism())
  console.log(`${cases} cases from seed ${from} on, in ${processes} processes`)
  const start = performance.now()
  const edge = (n: number): number => from + Math.floor((n * cases) / processes)
  const runs = Array.from({ length: processes }, (_, n) => runApart(edge(n), edge(n + 1) - edge(n)))
  const failed = (await Promise.all(runs)).reduce((sum, failures) => sum + failures, 0)
  const seconds = Math.round((performance.now() - start) / 1_000)
  console.log(`${failed === 0 ? 'no failure' : `${failed} failures`} in ${cases} cases, ${seconds} s`)
  if (failed > 0) process.exitCode = 1
}

/** One process with a share of the cases. @returns its failures: a crash and a hang are one. */
function runApart(first: number, share: number): Promise<number> {
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [`${share}`, `${first}`])
  let at = first
  let failures = 0
  let isDone = false
  const watchdog = setInterval(() => child.kill('SIGKILL'), HANGS_AFTER_MS)
  child.on('message', (message) => {
    const report = message as Report
    if ('at' in report) at = report.at
    if ('at' in report) watchdog.refresh()
    if ('failure' in report) failures += 1
    if ('failure' in report) console.log(`\nnpm run test:fuzz -- 1 ${report.failure.seed}\n${report.failure.what}`)
    if ('summary' in report) isDone = true
    if ('summary' in report) console.log(report.summary)
  })
  return new Promise((resolve) =>
    child.on('close', (code, signal) => {
      clearInterval(watchdog)
      if (isDone && code === 0) return resolve(failures)
      console.log(`\nnpm run test:fuzz -- 1 ${at}\nended with ${signal ?? code}: a hang or a crash`)
      resolve(failures + 1)
    }),
  )
}

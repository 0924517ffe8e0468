import { setImmediate as nextTurn } from 'node:timers/promises'
import { runCase, type Scene } from './fuzz-case.js'
import { type GuardedCalls, guardedCalls } from './guarded-calls.js'
import { recordAnswers } from './recorded-answers.js'

export interface Campaign {
  /** Seed of the first case; each has the next. */
  readonly from: number
  readonly cases: number
  /** Whether one in 1,000 is a flood. Default true. */
  readonly floods?: boolean | undefined
  /** Told before each case. */
  readonly before?: ((seed: number) => void) | undefined
  /** Told of each failure when it is found. */
  readonly failed?: ((failure: Failure) => void) | undefined
}

export interface Failure {
  readonly seed: number
  readonly what: string
}

export interface CampaignReport {
  readonly failures: readonly Failure[]
  readonly slowestMs: number
  readonly slowestSeed: number
  /** How often each thing was exercised: what never happens proves nothing. */
  readonly counts: ReadonlyMap<string, number>
}

/** Longest CPU time of a case, floods of 10 MB included. */
const MOST_CPU_MS = 10_000
/** A limiter remembers users: it is made anew after so many cases. */
const CASES_A_LIMITER = 1_000

/** Runs the cases one after the other; none stops it. */
export async function runCampaign({
  from,
  cases,
  floods = true,
  before,
  failed: tell,
}: Campaign): Promise<CampaignReport> {
  const answers = await recordAnswers()
  const failures: Failure[] = []
  const counts = new Map<string, number>()
  let [slowestMs, slowestSeed] = [0, from]
  let guarded: GuardedCalls | undefined
  for (let seed = from; seed < from + cases; seed += 1) {
    if (guarded === undefined || seed % CASES_A_LIMITER === 0) {
      await guarded?.close()
      guarded = guardedCalls()
    }
    // A turn of the event loop: what was thrown away is finalised, and what was told is sent.
    await nextTurn()
    before?.(seed)
    const { failed, did, tookMs } = await timed(seed, { answers, guarded, floods })
    if (failed !== undefined) failures.push({ seed, what: failed })
    if (failed !== undefined) tell?.({ seed, what: failed })
    counts.set(did, (counts.get(did) ?? 0) + 1)
    if (tookMs > slowestMs) [slowestMs, slowestSeed] = [tookMs, seed]
  }
  await guarded?.close()
  return { failures, slowestMs, slowestSeed, counts }
}

interface Ran {
  readonly did: string
  readonly failed: string | undefined
  readonly tookMs: number
}

async function timed(seed: number, scene: Scene): Promise<Ran> {
  const start = process.cpuUsage()
  const { did, failed } = await ran(seed, scene)
  const { user, system } = process.cpuUsage(start)
  const tookMs = Math.round((user + system) / 1_000)
  return { did, failed: failed ?? (tookMs > MOST_CPU_MS ? `took ${tookMs} ms` : undefined), tookMs }
}

async function ran(seed: number, scene: Scene): Promise<Omit<Ran, 'tookMs'>> {
  try {
    return { did: await runCase(seed, scene), failed: undefined }
  } catch (cause) {
    return { did: 'failed', failed: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }
  }
}

import { createLimiter, memoryStore } from '@llm-limit/http'
import { RateLimiterMemory, RateLimiterUnion } from 'rate-limiter-flexible'
import { OURS, UNION } from './names.js'

/** Fills one limiter and gives what asks how many subjects it still knows. */
interface Filled {
  readonly bytes: number
  /** Subjects of a sample of 1,000 that are still counted. */
  readonly known: number
}

type Fill = (subjects: number, calls: number) => Promise<(user: string) => Promise<boolean>>

/** An hour passes while the calls of a subject are made. */
const HOUR_MS = 3_600_000
const SAMPLE = 1_000
const WINDOWS = [60, 3_600, 86_400, 24 * 86_400]

const contestants: Readonly<Record<string, Fill | undefined>> = {
  async [OURS](subjects, calls) {
    let now = Date.now()
    const clock = { now: () => now, setTimer: () => () => {} }
    const limiter = createLimiter({
      quotas: ['1M requests / minute', '1000M tokens / hour', '100M output tokens / day', '$100000 / month'],
      store: memoryStore({ clock, maxRecords: subjects }),
      clock,
    })
    for (let call = 0; call < calls; call += 1) {
      for (let i = 0; i < subjects; i += 1) {
        const decision = await limiter.reserve({
          subject: { user: `user-${i}` },
          call: { model: 'gpt-5-mini', inputTokens: 300, maxOutputTokens: 800 },
        })
        if (decision.outcome !== 'admitted') throw new Error(`The benchmark was refused: ${JSON.stringify(decision)}`)
        await decision.settle({ inputTokens: 300, outputTokens: 200 })
      }
      now += HOUR_MS / calls
    }
    return async (user) => (await limiter.usage({ user })).quotas.some(({ used }) => used > 0)
  },
  async [UNION](subjects, calls) {
    const limiters = WINDOWS.map(
      (duration) => new RateLimiterMemory({ keyPrefix: `w${duration}`, points: 1e9, duration }),
    )
    const union = new RateLimiterUnion(...limiters)
    for (let call = 0; call < calls; call += 1)
      for (let i = 0; i < subjects; i += 1) await union.consume(`user-${i}`, 1)
    return async (user) => (await limiters[3]?.get(user)) != null
  },
}

const [, , name = '', subjects = '', calls = ''] = process.argv
const fill = contestants[name]
if (fill === undefined) throw new Error(`No such contestant: ${name}`)
process.send?.(await fillAndWeigh(fill, Number(subjects), Number(calls)))
process.exit()

async function fillAndWeigh(make: Fill, count: number, calls: number): Promise<Filled> {
  const before = bytesInUse()
  const knows = await make(count, calls)
  const bytes = (bytesInUse() - before) / count
  let known = 0
  for (let i = 0; i < SAMPLE; i += 1) if (await knows(`user-${Math.floor((i * count) / SAMPLE)}`)) known += 1
  return { bytes, known }
}

function bytesInUse(): number {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

import { zipfDraw } from '../src/log/zipf.js'
import { seededRandom } from '../src/replay/seeded-random.js'

const MONDAY = Date.UTC(2026, 5, 15)
const HOUR_MS = 3_600_000
/** Requests in each hour of a day. */
const DAY = [20, 12, 8, 6, 8, 15, 40, 90, 160, 210, 230, 220, 190, 210, 240, 235, 210, 170, 140, 120, 100, 80, 55, 35]

/** An invented log: three days of an office, 150 users by Zipf 0.8, every fifth of them in tier premium. */
export function threeDays(): string {
  const user = zipfDraw({ users: 150, exponent: 0.8, seed: 1 })
  const random = seededRandom(2)
  const lines = [0, 1, 2].flatMap((day) =>
    DAY.flatMap((requests, hour) => {
      const startMs = MONDAY + (day * 24 + hour) * HOUR_MS
      const times = Array.from({ length: requests }, () => startMs + Math.floor(random() * HOUR_MS)).sort(
        (a, b) => a - b,
      )
      return times.map((atMs) => request(atMs, user(), random))
    }),
  )
  return ['time,user,tier,inputTokens,outputTokens', ...lines].join('\n')
}

function request(atMs: number, user: number, random: () => number): string {
  const inputTokens = Math.round(200 + 2_000 * random() ** 2)
  const outputTokens = Math.round(40 + 900 * random() ** 2)
  return [
    atMs,
    `user-${String(user + 1).padStart(3, '0')}`,
    user % 5 === 0 ? 'premium' : 'free',
    inputTokens,
    outputTokens,
  ].join()
}

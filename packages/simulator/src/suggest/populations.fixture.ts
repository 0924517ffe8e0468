import type { LogCall } from '../log/log-call.js'
import { zipfDraw } from '../log/zipf.js'
import { callAt, HOUR } from '../replay/replay.fixture.js'
import { seededRandom } from '../replay/seeded-random.js'

const DAY = 24 * HOUR
const SEED = 7

/** Requests at random times of three days, by users whom `draw` chooses. */
function population(requests: number, draw: () => number): LogCall[] {
  const random = seededRandom(SEED)
  const times = Array.from({ length: requests }, () => Math.floor(random() * 3 * DAY)).sort((a, b) => a - b)
  return times.map((atMs, i) =>
    callAt(atMs, {
      line: i + 1,
      user: `user-${draw()}`,
      tier: 'free',
      inputTokens: 500 + Math.floor(random() * 1_000),
      outputTokens: 50 + Math.floor(random() * 300),
    }),
  )
}

/** 200 users who do the same, as far as chance lets them. */
export function equalUsers(): LogCall[] {
  const random = seededRandom(SEED + 1)
  return population(4_000, () => Math.floor(random() * 200))
}

export function zipfUsers(): LogCall[] {
  return population(4_000, zipfDraw({ users: 200, exponent: 0.8, seed: SEED }))
}

/** 5 of 205 users make half of all requests. */
export function whales(): LogCall[] {
  const random = seededRandom(SEED + 2)
  return population(4_000, () => (random() < 0.5 ? Math.floor(random() * 5) : 5 + Math.floor(random() * 200)))
}

import type { Random } from '../../reference/random.js'
import { chanceOf, spread } from './chance.js'
import { drawFaults, drawLosses } from './draw-faults.js'
import { drawPolicy } from './draw-policy.js'
import { drawRequests } from './draw-requests.js'
import type { Scenario } from './scenario.js'

/** `liveness`: whatever breaks mends, and no acknowledged write is lost. `failover`: writes may be lost. */
export type Mode = 'liveness' | 'failover'

/** Noon, 15 June 2026, UTC. */
const NOON = Date.UTC(2026, 5, 15, 12)
const MIDNIGHT = Date.UTC(2026, 5, 30, 24)

export function drawScenario(seed: number, mode: Mode): Scenario {
  const random = chanceOf(seed, mode)
  const lengthMs = spread(random, 1_000, 300_000)
  const nodes = Array.from({ length: random.pick([1, 2, 2, 3, 4]) }, () => ({ skewMs: drawSkew(random) }))
  const policy = drawPolicy(random)
  const count = random.pick([3, 5, 8, 12, 20])
  const setting = { lengthMs, nodes: nodes.length, count }
  const losses = mode === 'failover' ? drawLosses(random, setting) : []
  return {
    seed,
    startMs: startOf(random, lengthMs),
    policy,
    leaseMs: random.pick([60_000, 5_000, 20_000]),
    deadlineMs: random.pick([100, 100, 20, 1_000]),
    isOrdered: random.oneIn(2),
    nodes,
    requests: drawRequests(random, setting, policy),
    faults: [...losses, ...drawFaults(random, setting)],
  }
}

/** Now and then over the end of an hour, or of a month. */
function startOf(random: Random, lengthMs: number): number {
  const base = random.pick([NOON, NOON + 1_800_000, NOON + 1_800_000, NOON + 3_600_000, MIDNIGHT])
  return base - random.integer(0, lengthMs)
}

function drawSkew(random: Random): number {
  return random.pick([0, 0, 0, random.integer(-500, 500), random.integer(-90_000, 90_000)])
}

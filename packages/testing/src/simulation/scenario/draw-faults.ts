import type { Random } from '../../reference/random.js'
import { spread } from './chance.js'
import type { Setting } from './draw-requests.js'
import type { Fault } from './scenario.js'

/** No outage is longer: what it leaves to be settled can still be corrected. */
const LONGEST_MS = 120_000

/** Faults that mend and lose nothing. */
export function drawFaults(random: Random, setting: Setting): Fault[] {
  const count = random.pick([0, 1, 1, 2, 3, 5])
  return Array.from({ length: count }, () => drawFault(random, setting))
}

/** Faults that lose writes: one at least. */
export function drawLosses(random: Random, setting: Setting): Fault[] {
  return Array.from({ length: random.pick([1, 1, 2, 3]) }, () => drawLoss(random, setting))
}

function drawFault(random: Random, { lengthMs, nodes }: Setting): Fault {
  const fromMs = random.integer(0, lengthMs)
  const untilMs = fromMs + spread(random, 10, random.pick([1_000, lengthMs, LONGEST_MS]))
  const node = random.integer(0, nodes - 1)
  const some = random.pick(['all' as const, node])
  return random.pick<() => Fault>([
    () => ({ ...{ fromMs, untilMs }, ...drawHarm(random), node: some, do: 'network' }),
    () => ({ ...{ fromMs, untilMs }, ...drawHarm(random), node: some, do: 'network' }),
    () => ({ ...{ fromMs, untilMs }, ...drawHarm(random), node: some, do: 'network' }),
    () => ({ ...{ fromMs, untilMs }, ...drawHarm(random), node: some, do: 'network' }),
    () => ({ do: 'cut', fromMs, untilMs, node: some, way: random.pick(['both', 'requests', 'replies']) }),
    () => ({ do: 'freeze', fromMs, untilMs }),
    () => ({ do: 'refuse', fromMs, untilMs }),
    () => ({ do: 'restart', fromMs, untilMs, lost: 0, isSilent: random.oneIn(2) }),
    () => ({ do: 'flush', fromMs, untilMs: fromMs }),
    () => ({ do: 'clock', fromMs, untilMs: fromMs, byMs: drawJump(random) }),
    () => ({ do: 'skew', fromMs, untilMs: fromMs, node, byMs: drawJump(random) }),
    () => ({ do: 'pause', fromMs, untilMs, node }),
    () => ({ do: 'crash', fromMs, untilMs, node, restarts: random.oneIn(2) }),
    () => ({ do: 'stop', fromMs, untilMs, node, restarts: random.oneIn(2) }),
  ])()
}

function drawHarm(random: Random): Pick<Extract<Fault, { do: 'network' }>, 'harm' | 'permille'> {
  const harm = random.pick([
    ...(['request-lost', 'reply-lost', 'refused', 'broken', 'resent', 'doubled'] as const),
    ...(['request-held', 'reply-held', 'slow'] as const),
  ])
  return { harm, permille: random.pick([100, 300, 700, 1_000]) }
}

function drawLoss(random: Random, { lengthMs, nodes, count }: Setting): Fault {
  const fromMs = random.integer(0, lengthMs)
  const untilMs = fromMs + spread(random, 10, random.pick([1_000, 10_000]))
  const lost = random.pick([0, 1, 2, 5, random.integer(1, 3 * count), 1_000_000])
  const isSilent = random.oneIn(2)
  return random.pick<() => Fault>([
    () => ({ do: 'restart', fromMs, untilMs, lost, isSilent }),
    () => ({
      do: 'failover',
      fromMs,
      untilMs,
      lost,
      isSilent,
      clockMs: random.pick([0, random.integer(-2_000, 2_000)]),
    }),
    () => ({
      do: 'failover',
      fromMs,
      untilMs,
      lost,
      isSilent,
      clockMs: random.pick([0, random.integer(-2_000, 2_000)]),
    }),
    () => ({ do: 'split', fromMs, untilMs, lost, stay: [random.integer(0, nodes - 1)] }),
    () => ({ do: 'split', fromMs, untilMs, lost, stay: [random.integer(0, nodes - 1)] }),
    () => ({ do: 'evict', fromMs, untilMs: fromMs, record: random.integer(0, 9) }),
  ])()
}

function drawJump(random: Random): number {
  return random.pick([3_600_000, -3_600_000, random.integer(-90_000, 90_000), random.integer(-2_000, 2_000)])
}

import type { Random } from '../../reference/random.js'
import { spread, unlessOneIn } from './chance.js'
import type { CallPlan, EndPlan, PolicyPlan, Report, RequestPlan } from './scenario.js'

export interface Setting {
  readonly lengthMs: number
  readonly nodes: number
  readonly count: number
}

export function drawRequests(random: Random, setting: Setting, policy: PolicyPlan): RequestPlan[] {
  const users = random.pick([1, 1, 2, 3])
  const hasOrg = random.oneIn(3)
  const hasCopies = policy.whenStoreFails === 'deny' && random.oneIn(2)
  const longMs = spread(random, 10, random.pick([1_000, 60_000, 120_000]))
  return Array.from({ length: setting.count }, (_, i) => {
    const isNamed = random.oneIn(4)
    const copies = isNamed && hasCopies && random.oneIn(2) ? [drawCopy(random, setting)] : []
    const end = drawEnd(random, longMs)
    return {
      name: `r${i}`,
      atMs: random.integer(0, setting.lengthMs),
      node: random.integer(0, setting.nodes - 1),
      user: `u${random.integer(1, users)}`,
      org: hasOrg ? 'o' : undefined,
      operation: unlessOneIn(random, 2, () => 'chat'),
      model: unlessOneIn(random, 4, () => random.pick(['dear', 'middle', 'cheap'])),
      inputTokens: random.integer(0, 100),
      maxOutputTokens: unlessOneIn(random, 3, () => random.integer(0, random.pick([200, 50]))),
      isNamed,
      looksFirst: random.oneIn(10),
      fingerprint: random.oneIn(4) ? random.integer(1, 3) : undefined,
      copies,
      keepsAlive: end.how !== 'abandon' && !random.oneIn(3),
      calls: Array.from({ length: random.pick([0, 0, 1, 1, 2, 3]) }, () => drawCall(random, longMs)),
      end,
    }
  })
}

function drawCopy(random: Random, { nodes }: Setting): RequestPlan['copies'][number] {
  return { afterMs: spread(random, 1, 20_000), node: random.integer(0, nodes - 1) }
}

function drawCall(random: Random, longMs: number): CallPlan {
  return {
    afterMs: random.pick([0, 0, random.integer(0, 100)]),
    runMs: spread(random, 1, longMs),
    inputTokens: random.integer(0, 100),
    maxOutputTokens: unlessOneIn(random, 2, () => random.integer(0, 200)),
    model: unlessOneIn(random, 3, () => random.pick(['dear', 'cheap'])),
    permille: drawPermille(random),
    observes: random.oneIn(2),
    report: drawReport(random),
    outcome: random.pick(['finished', 'finished', 'finished', 'aborted', 'released']),
    isTwice: random.oneIn(5),
  }
}

function drawEnd(random: Random, longMs: number): EndPlan {
  const how = random.pick(['settle', 'settle', 'settle', 'settle', 'end', 'end', 'fail', 'release', 'abandon'] as const)
  return {
    afterMs: spread(random, 1, longMs),
    how,
    permille: drawPermille(random),
    report: drawReport(random),
    truthAfterMs: random.oneIn(3) ? spread(random, 1, longMs) : undefined,
    isTwice: random.oneIn(4),
  }
}

/** Seldom more than was granted: some providers do not keep to a cap. */
function drawPermille(random: Random): number {
  return random.oneIn(12) ? random.integer(1_001, 2_000) : random.integer(0, 1_000)
}

function drawReport(random: Random): Report {
  return random.pick(['whole', 'whole', 'whole', 'whole', 'whole', 'whole', 'partial', 'hostile', 'none'])
}

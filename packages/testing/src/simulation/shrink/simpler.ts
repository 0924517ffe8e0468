import type { RequestPlan, Scenario } from '../scenario/scenario.js'

/** The same scenario with one thing simpler, in every way there is. */
export function* simpler(scenario: Scenario): Generator<Scenario> {
  for (const [i, request] of scenario.requests.entries())
    for (const plan of simplerRequests(request)) yield { ...scenario, requests: scenario.requests.with(i, plan) }
  for (const policy of simplerPolicies(scenario.policy)) yield { ...scenario, policy }
  yield* earlier(scenario)
  yield* fewerNodes(scenario)
  if (scenario.isOrdered) yield { ...scenario, isOrdered: false }
  for (const [i, { skewMs }] of scenario.nodes.entries())
    if (skewMs !== 0) yield { ...scenario, nodes: scenario.nodes.with(i, { skewMs: 0 }) }
}

function* simplerRequests(plan: RequestPlan): Generator<RequestPlan> {
  const { calls, copies, end } = plan
  for (const i of calls.keys()) yield { ...plan, calls: calls.toSpliced(i, 1) }
  for (const i of copies.keys()) yield { ...plan, copies: copies.toSpliced(i, 1) }
  if (end.isTwice) yield { ...plan, end: { ...end, isTwice: false } }
  if (end.truthAfterMs !== undefined) yield { ...plan, end: { ...end, truthAfterMs: undefined } }
  if (end.report !== 'whole') yield { ...plan, end: { ...end, report: 'whole' } }
  if (end.how !== 'settle') yield { ...plan, end: { ...end, how: 'settle' } }
  if (plan.isNamed && copies.length === 0) yield { ...plan, isNamed: false }
  if (plan.keepsAlive) yield { ...plan, keepsAlive: false }
  if (plan.org !== undefined) yield { ...plan, org: undefined }
  if (plan.operation !== undefined) yield { ...plan, operation: undefined }
  if (plan.fingerprint !== undefined) yield { ...plan, fingerprint: undefined }
  if (plan.model !== undefined) yield { ...plan, model: undefined }
  if (plan.node !== 0) yield { ...plan, node: 0 }
}

function* simplerPolicies(policy: Scenario['policy']): Generator<Scenario['policy']> {
  const free = policy.tiers?.['free']
  if (free === undefined) return
  const chat = free.operations?.['chat'] ?? []
  const { quotas } = free
  if (quotas.length > 1)
    for (const i of quotas.keys()) yield { ...policy, tiers: { free: { ...free, quotas: quotas.toSpliced(i, 1) } } }
  for (const i of chat.keys())
    yield { ...policy, tiers: { free: { ...free, operations: { chat: chat.toSpliced(i, 1) } } } }
  if ((policy.everyone?.length ?? 0) > 0) yield { ...policy, everyone: [] }
  if (policy.ladder !== 'wall') yield { ...policy, ladder: 'wall' }
  if (policy.reserve !== 'expected') yield { ...policy, reserve: 'expected' }
}

/** Everything as much earlier as it can be. */
function* earlier(scenario: Scenario): Generator<Scenario> {
  const { requests, faults, startMs } = scenario
  const byMs = Math.min(...requests.map(({ atMs }) => atMs), ...faults.map(({ fromMs }) => fromMs))
  if (byMs === 0) return
  yield {
    ...{ ...scenario, startMs: startMs + byMs },
    requests: requests.map((plan) => ({ ...plan, atMs: plan.atMs - byMs })),
    faults: faults.map((fault) => ({ ...fault, fromMs: fault.fromMs - byMs, untilMs: fault.untilMs - byMs })),
  }
}

function* fewerNodes(scenario: Scenario): Generator<Scenario> {
  const last = scenario.nodes.length - 1
  const uses = ({ node, copies }: RequestPlan): boolean => node === last || copies.some((copy) => copy.node === last)
  if (
    last === 0 ||
    scenario.requests.some(uses) ||
    scenario.faults.some((fault) => 'node' in fault && fault.node === last)
  )
    return
  yield { ...scenario, nodes: scenario.nodes.slice(0, last) }
}

import type { Policy } from '@llm-limit/core'
import type { UserReport } from '../findings/report.js'
import type { CallLog, LogCall } from '../log/log-call.js'
import { askedCost } from '../replay/asked-model.js'
import { simulate } from '../replay/simulate.js'
import { callsOf, userKey } from './halves.js'
import { PeakDemand } from './peak-demand.js'
import type { Span } from './periods.js'
import type { SuggestOptions } from './suggestion.js'

/** A log when nothing limits its users. */
export interface Survey {
  readonly requests: number
  readonly users: number
  readonly span: Span
  /** Whether the requests have prices. */
  readonly isPriced: boolean
  /** What became of the users that quotas are fitted to. */
  readonly fitting: readonly UserReport[]
  /** The most that these users wanted, those of one tier. */
  peaksOf(tier: string): readonly PeakDemand[]
}

/** @param policy Without quotas. */
export async function survey({ log, ...options }: SuggestOptions, policy: Policy): Promise<Survey> {
  const whole = { requests: 0, users: new Set<string>(), firstMs: 0, lastMs: 0 }
  const peaks = new Map<string, Map<string, PeakDemand>>()
  const fitting: UserReport[] = []
  const costOf = askedCost(policy)

  function see(call: LogCall): void {
    if (whole.requests === 0) whole.firstMs = call.atMs
    whole.lastMs = call.atMs
    whole.requests += 1
    whole.users.add(userKey(call))
  }

  function wanted(tier: string, call: LogCall): void {
    const ofTier = peaks.get(tier) ?? new Map<string, PeakDemand>()
    const peak = ofTier.get(userKey(call)) ?? new PeakDemand()
    peaks.set(tier, ofTier.set(userKey(call), peak))
    peak.see(call.atMs, { tokens: call.inputTokens + call.outputTokens, nanoUsd: costOf(call, call.outputTokens) })
  }

  await simulate(callsOf(watched(log(), see), 'fit', options.seed ?? 1), [
    {
      ...options,
      policy,
      onDecision: (call, decision) => decision.outcome === 'admitted' && wanted(decision.tier, call),
      onUser: (user) => fitting.push(user),
    },
  ])
  return {
    requests: whole.requests,
    users: whole.users.size,
    span: { firstMs: whole.firstMs, lastMs: whole.lastMs },
    isPriced: fitting.some(({ demandedNanoUsd }) => demandedNanoUsd > 0),
    fitting,
    peaksOf: (tier) => [...(peaks.get(tier)?.values() ?? [])],
  }
}

async function* watched(log: CallLog, see: (call: LogCall) => void): AsyncGenerator<readonly LogCall[]> {
  for await (const calls of log) {
    for (const call of calls) see(call)
    yield calls
  }
}

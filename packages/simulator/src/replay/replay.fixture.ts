import type { ModelPrice, Policy, Prices } from '@llm-limit/core'
import type { Report } from '../findings/report.js'
import type { LogCall } from '../log/log-call.js'
import type { ReplayOptions } from './options.js'
import { simulate } from './simulate.js'

const TABLE: Readonly<Record<string, ModelPrice>> = {
  dear: { input: 1_000_000, output: 10_000_000, maxOutputTokens: 10_000 },
  cheap: { input: 100_000, output: 1_000_000, maxOutputTokens: 10_000 },
}

/** 1,000 and 10,000 nanoUsd a token; the cheap model costs a tenth. */
export const prices: Prices = {
  priceOf: (model) => (Object.hasOwn(TABLE, model) ? TABLE[model] : undefined),
  cheaperThan: (model) => (model === 'dear' ? 'cheap' : undefined),
}

/** 15 June 2026, noon, UTC. */
export const NOON: number = Date.UTC(2026, 5, 15, 12)
export const HOUR = 3_600_000

/** A policy that holds exactly what answers of 100 tokens need: $0.000_001 is 1,000 nanoUsd. */
export function policyWith(policy: Policy): Policy {
  return { prices, expects: { model: 'dear', outputTokens: 100 }, estimates: false, ...policy }
}

/** A request of 1,000 tokens with an answer of 100: 2,000,000 nanoUsd at the dear model. */
export function callAt(atMs: number, call: Partial<LogCall> = {}): LogCall {
  return {
    ...{ line: 1, atMs: NOON + atMs, user: 'ada', org: undefined, tier: undefined, operation: undefined },
    ...{ model: undefined, inputTokens: 1_000, outputTokens: 100, maxOutputTokens: undefined, ...call },
  }
}

export function callsEvery(everyMs: number, count: number, call: Partial<LogCall> = {}): LogCall[] {
  return Array.from({ length: count }, (_, i) => ({ ...callAt(i * everyMs), line: i + 1, ...call }))
}

export async function reportOf(calls: readonly LogCall[], options: ReplayOptions): Promise<Report> {
  const [report] = await simulate([calls], [options])
  if (report === undefined) throw new Error('one policy, one report')
  return report
}

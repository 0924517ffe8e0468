import { MAX_AMOUNT, permilleOf } from '../amounts.js'
import { ConfigError } from '../errors.js'
import type { Aging, Quota } from '../store/quota.js'
import type { Scope, Unit } from '../words.js'
import { periodsIn } from './calendar.js'
import type { EveryoneQuota, QuotaInput } from './policy.js'
import { type QuotaText, type ReadQuota, readQuota } from './quota-shorthand.js'

/** Requests are counted in thousandths, so that a weight of 0.2 is exact. */
export const THOUSANDTHS = 1000

/** A quota of the policy: what people see of it, and how its counter ages. */
export interface PolicyQuota {
  readonly name: string
  readonly unit: Unit
  readonly scope: Scope
  /** Internal units: thousandths of requests, else the unit itself. */
  readonly limit: number
  /** Window in whole seconds, as shown; undefined for concurrency. */
  readonly windowSeconds: number | undefined
  readonly ladder: boolean
  readonly scaled: boolean
  readonly counter: string
  readonly agingAt: (now: number) => Aging
  readonly onlyWhile?: Quota['onlyWhile']
}

/** Internal units of one shown unit. */
export function grainOf(unit: Unit): number {
  return unit === 'requests' ? THOUSANDTHS : 1
}

/** Quotas counted under one key. The same list gives the same array until a calendar period ends. */
export interface QuotaList {
  readonly quotas: readonly PolicyQuota[]
  at(now: number): readonly Quota[]
}

export function quotaList(quotas: readonly PolicyQuota[]): QuotaList {
  let current: readonly Quota[] = []
  let from = 0
  let until = Number.NEGATIVE_INFINITY
  return {
    quotas,
    at(now) {
      if (now >= from && now < until) return current
      current = quotas.map(({ counter, limit, scaled, ladder, onlyWhile, agingAt }) => ({
        counter,
        limit,
        scaled,
        ladder,
        aging: agingAt(now),
        ...(onlyWhile === undefined ? {} : { onlyWhile }),
      }))
      const periods = current.flatMap(({ aging }) => (aging.algorithm === 'calendar' ? [aging.boundaries] : []))
      from = Math.max(0, ...periods.map((boundaries) => boundaries[1]))
      until = Math.min(Number.POSITIVE_INFINITY, ...periods.map((boundaries) => boundaries[2]))
      return current
    },
  }
}

export interface QuotaContext {
  readonly timeZone: string
  /** Put before default names, such as 'everyone' or the operation. */
  readonly prefix?: string | undefined
  readonly scope: Scope
}

export function policyQuota(input: QuotaInput, context: QuotaContext): PolicyQuota {
  const options = typeof input === 'string' ? { quota: input } : input
  const read = readQuota(options.quota)
  const scope = context.scope === 'user' ? (options.scope ?? 'user') : context.scope
  const wall = options.ladder === 'wall' || read.unit === 'concurrency' || scope === 'everyone'
  const scaled = scope === 'user' && read.unit !== 'nanoUsd' && read.unit !== 'concurrency'
  return { ...named(options, read, context), scope, ladder: !wall, scaled, ...amounts(options.quota, read) }
}

/** The share of an everyone quota that no user may exceed while it is above 80 %. */
export function perUserQuota(quota: PolicyQuota, input: EveryoneQuota, index: number): PolicyQuota | undefined {
  if (input.perUser === undefined) return undefined
  if (!(input.perUser > 0 && input.perUser <= 1)) {
    throw new ConfigError(`perUser of '${input.quota}' must be above 0 and at most 1, not ${input.perUser}.`)
  }
  return {
    ...quota,
    name: `${quota.name}-per-user`,
    counter: `${quota.counter} per user`,
    scope: 'user',
    limit: permilleOf(quota.limit, Math.max(1, Math.round(input.perUser * 1000))),
    onlyWhile: { quota: index, share: 800 },
  }
}

function named(
  options: { readonly name?: string | undefined },
  read: ReadQuota,
  { timeZone, prefix }: QuotaContext,
): Pick<PolicyQuota, 'name' | 'counter' | 'agingAt' | 'windowSeconds' | 'unit'> {
  const { unit, window } = read
  const noun = {
    requests: 'requests',
    tokens: 'tokens',
    inputTokens: 'input-tokens',
    outputTokens: 'output-tokens',
    nanoUsd: 'usd',
    concurrency: 'concurrent',
  }[unit]
  const text = window.kind === 'none' ? '' : `-per-${window.kind === 'calendar' ? window.period : window.text}`
  const name = options.name ?? `${prefix === undefined ? '' : `${prefix}-`}${noun}${text}`
  if (!/^[\x20-\x7e]{1,64}$/.test(name))
    throw new ConfigError(`Quota name ${JSON.stringify(name)} must be 1 to 64 printable ASCII characters.`)
  return { unit, name, ...agingOf(name, read, timeZone) }
}

function agingOf(
  name: string,
  { window, burst, amount, unit }: ReadQuota,
  timeZone: string,
): Pick<PolicyQuota, 'counter' | 'agingAt' | 'windowSeconds'> {
  if (window.kind === 'none') {
    return { counter: `${name} concurrency`, agingAt: () => ({ algorithm: 'concurrency' }), windowSeconds: undefined }
  }
  if (window.kind === 'calendar') {
    const periodsAt = periodsIn(window.period, timeZone)
    const seconds = { minute: 60, hour: 3_600, day: 86_400, week: 604_800, month: 2_592_000 }[window.period]
    const agingAt = (now: number): Aging => ({ algorithm: 'calendar', boundaries: periodsAt(now) })
    return { counter: `${name} ${window.period} ${timeZone}`, agingAt, windowSeconds: seconds }
  }
  const { windowMs } = window
  const aging: Aging =
    burst === undefined
      ? { algorithm: 'sliding', windowMs }
      : { algorithm: 'bucket', windowMs, refill: amount * grainOf(unit) }
  return {
    counter: `${name} ${aging.algorithm} ${windowMs}`,
    agingAt: () => aging,
    windowSeconds: Math.ceil(windowMs / 1000),
  }
}

function amounts(text: QuotaText, read: ReadQuota): Pick<PolicyQuota, 'limit'> {
  const [rate, limit] = [read.amount, read.burst ?? read.amount].map((amount) => amount * grainOf(read.unit))
  if (rate === undefined || limit === undefined || Math.min(rate, limit) < 1 || Math.max(rate, limit) > MAX_AMOUNT)
    throw new ConfigError(`Quota '${text}' must be at least 1 and below 2^52 units.`)
  return { limit }
}

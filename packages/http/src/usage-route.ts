import type { Limiter } from '@llm-limit/core'
import type { Exchange } from './exchange.js'
import type { GuardOptions } from './options.js'
import { subjectOf } from './subject.js'

export type UsageRouteOptions<Native> = Pick<GuardOptions<Native>, 'subject' | 'address' | 'expose'>

/** Path of the usage of the subject that asks. */
export const USAGE_PATH = '/llm-limit/usage'

/** The answer of GET /llm-limit/usage: where the caller stands; undefined for any other request. Money is shown in percent unless exposed. */
export async function usageAnswer<Native>(
  limiter: Limiter,
  options: UsageRouteOptions<Native>,
  exchange: Exchange<Native>,
): Promise<string | undefined> {
  if ((exchange.method !== 'GET' && exchange.method !== 'HEAD') || !exchange.path.endsWith(USAGE_PATH)) return undefined
  exchange.setField('Cache-Control', 'no-store, private')
  return usageOf(limiter, options, exchange.native, exchange.address)
}

/** Where the caller stands, as JSON. */
export async function usageOf<Native>(
  limiter: Limiter,
  options: UsageRouteOptions<Native>,
  native: Native,
  address: string | undefined,
): Promise<string> {
  const report = await limiter.usage(await subjectOf(options, { native, address }))
  const showMoney = options.expose?.money === true
  return JSON.stringify(report, (_, value: unknown) => (!showMoney && isMoney(value) ? inPercent(value) : value))
}

interface MoneyStatus {
  readonly unit: 'nanoUsd'
  readonly percent: number
}

function isMoney(value: unknown): value is MoneyStatus {
  return (
    typeof value === 'object' && value !== null && 'unit' in value && value.unit === 'nanoUsd' && 'percent' in value
  )
}

function inPercent(status: MoneyStatus): object {
  return { ...status, unit: 'percent', limit: 100, used: status.percent, remaining: Math.max(0, 100 - status.percent) }
}

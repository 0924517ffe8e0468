import { type QuotaText, readQuota } from '@llm-limit/core'
import type { Period } from './target.js'

/** Numbers that people write, a tenth apart at about. */
const STEPS = [10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90] as const
const DECADES = 13

/** 10^14: $100,000 in nanoUsd. */
export const LARGEST: number = STEPS.length * DECADES

/** Round numbers by size, from 10 at index 0. */
export function roundNumber(index: number): number {
  return (STEPS[index % STEPS.length] ?? 10) * 10 ** Math.floor(index / STEPS.length)
}

/** The first round number that is not below `amount`. */
export function roundUp(amount: number): number {
  let index = 0
  while (roundNumber(index) < amount && index < LARGEST) index += 1
  return roundNumber(index)
}

/** 400,000,000 as `$0.40 / day`. */
export function moneyQuota(nanoUsd: number, period: Period): QuotaText {
  const [dollars = '0', cents = ''] = (nanoUsd / 1e9).toFixed(9).replace(/0+$/, '').split('.')
  return quotaText(`$${dollars}${cents === '' ? '' : `.${cents.padEnd(2, '0')}`} / ${period}`)
}

/** 20,000 as `20k tokens / hour`. */
export function tokenQuota(tokens: number, period: Period): QuotaText {
  if (tokens >= 1e6) return quotaText(`${tokens / 1e6}M tokens / ${period}`)
  return quotaText(tokens >= 1e3 ? `${tokens / 1e3}k tokens / ${period}` : `${tokens} tokens / ${period}`)
}

function quotaText(text: string): QuotaText {
  if (isQuota(text)) return text
  throw new RangeError(`'${text}' is no quota.`)
}

function isQuota(text: string): text is QuotaText {
  return readQuota(text).amount > 0
}

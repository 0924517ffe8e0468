import type { Admission, Denied, QuotaStatus, Terms } from '@llm-limit/core'
import { defaultModelMap } from '@llm-limit/providers'
import type { Exchange } from './exchange.js'
import { isCounted } from './problem.js'

export const FIELD_NAMES = [
  'RateLimit',
  'RateLimit-Policy',
  'LLM-Limit-Phase',
  'LLM-Limit-Used',
  'LLM-Limit-Terms',
  'Retry-After',
] as const

/** Where a response takes fields. */
type Writable = Pick<Exchange<unknown>, 'setField'>

/** The response fields of one guard, after draft-ietf-httpapi-ratelimit-headers and section 8 of the reference. */
export interface BudgetFields {
  admitted(exchange: Writable, admission: Admission, terms: Terms): void
  denied(exchange: Writable, denied: Denied): void
}

/**
 * @param showMoney Otherwise money is shown in percent.
 * @param models Names of models that the policy writes.
 */
export function budgetFields(showMoney: boolean, models: ReadonlySet<string>): BudgetFields {
  const wordsOf = planWords((statuses) => wordsFor(statuses, showMoney))
  const isKnown = (model: string): boolean => models.has(model) || MAPPED_BY_US.has(model)

  function setQuotas(exchange: Writable, { policy, names }: QuotaWords, statuses: readonly QuotaStatus[]): void {
    if (statuses.length === 0) return
    exchange.setField('RateLimit-Policy', policy)
    exchange.setField('RateLimit', limitValue(names, statuses, showMoney))
  }

  return {
    admitted(exchange, admission, terms) {
      const { statuses, phase } = admission
      setQuotas(exchange, wordsOf(admission, statuses), statuses)
      exchange.setField('LLM-Limit-Phase', phase)
      exchange.setField('LLM-Limit-Used', String(admission.percent))
      const isDegraded = terms.delayMs > 0 || terms.insteadOf !== undefined || phase === 'soft'
      if (isDegraded && admission.isEnforced) exchange.setField('LLM-Limit-Terms', termsValue(terms, isKnown))
    },
    denied(exchange, denied) {
      if (!isCounted(denied)) return
      const { statuses, phase } = denied
      setQuotas(exchange, wordsFor(statuses, showMoney), statuses)
      exchange.setField('LLM-Limit-Phase', phase)
      exchange.setField('LLM-Limit-Used', String(statuses.reduce((most, { percent }) => Math.max(most, percent), 0)))
    },
  }
}

/** What is the same on every response of a plan: `RateLimit-Policy`, and the beginning of each item of `RateLimit`. */
interface QuotaWords {
  readonly policy: string
  readonly names: readonly string[]
}

/** Words once for each plan: tier and operation are names of the policy, so they are few. */
function planWords(
  wordsFor: (statuses: readonly QuotaStatus[]) => QuotaWords,
): (plan: Pick<Admission, 'tier' | 'operation'>, statuses: readonly QuotaStatus[]) => QuotaWords {
  const tiers = new Map<string, Map<string, QuotaWords>>()
  return ({ tier, operation }, statuses) => {
    const known = tiers.get(tier)?.get(operation)
    if (known !== undefined) return known
    const words = wordsFor(statuses)
    const operations = tiers.get(tier) ?? new Map<string, QuotaWords>()
    tiers.set(tier, operations.set(operation, words))
    return words
  }
}

function wordsFor(statuses: readonly QuotaStatus[], showMoney: boolean): QuotaWords {
  const items = statuses.map((status) => {
    const window = status.windowSeconds === undefined ? '' : `;w=${status.windowSeconds}`
    const unit = status.unit === 'concurrency' ? ';qu="concurrent-requests"' : ''
    return `${quoted(status.name)};q=${shownLimit(status, showMoney)}${window}${unit}`
  })
  return { policy: items.join(', '), names: statuses.map(({ name }, i) => `${i === 0 ? '' : ', '}${quoted(name)};r=`) }
}

function limitValue(names: readonly string[], statuses: readonly QuotaStatus[], showMoney: boolean): string {
  let value = ''
  for (let i = 0; i < statuses.length; i += 1) {
    const status = statuses[i]
    if (status === undefined) continue
    value += `${names[i]}${shownRemaining(status, showMoney)}`
    if (status.moreAfterMs !== undefined) value += `;t=${Math.ceil(status.moreAfterMs / 1000)}`
  }
  return value
}

/** Money in cents, rounded down, or in percent. */
const NANO_USD_A_CENT = 10_000_000

function shownLimit({ unit, limit }: QuotaStatus, showMoney: boolean): number {
  if (unit !== 'nanoUsd') return limit
  return showMoney ? Math.floor(limit / NANO_USD_A_CENT) : 100
}

function shownRemaining({ unit, remaining, percent }: QuotaStatus, showMoney: boolean): number {
  if (unit !== 'nanoUsd') return remaining
  return showMoney ? Math.floor(remaining / NANO_USD_A_CENT) : Math.max(0, 100 - percent)
}

/** Exact names only: what a wildcard of a map matches, or no map at all, is what a caller typed. */
const MAPPED_BY_US: ReadonlySet<string> = new Set(Object.entries(defaultModelMap).flat())

const PRINTABLE = /^[\x20-\x7e]{1,100}$/

/** A structured item: the model that the policy serves instead, the one asked for where its name is known, and the limits of the answer. */
function termsValue(
  { model, insteadOf, maxOutputTokens, delayMs }: Terms,
  isKnown: (model: string) => boolean,
): string {
  const isOurs = insteadOf !== undefined || (model !== undefined && isKnown(model))
  const served = isOurs && model !== undefined && PRINTABLE.test(model) ? model : 'degraded'
  const asked =
    insteadOf !== undefined && isKnown(insteadOf) && PRINTABLE.test(insteadOf) ? `;instead-of=${quoted(insteadOf)}` : ''
  return `${quoted(served)}${asked};max-output=${maxOutputTokens};delay=${delayMs}`
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

import type { Admission, Denied, QuotaStatus } from '@llm-limit/core'
import { isCounted } from './problem.js'

type Fields = readonly (readonly [name: string, value: string])[]

export const FIELD_NAMES = [
  'RateLimit',
  'RateLimit-Policy',
  'LLM-Limit-Phase',
  'LLM-Limit-Used',
  'LLM-Limit-Terms',
  'Retry-After',
] as const

/** Response fields of an admitted request, after draft-ietf-httpapi-ratelimit-headers and section 8 of the reference. */
export function admittedFields(admission: Admission, showMoney: boolean): Fields {
  const fields = quotaFields(admission.statuses, showMoney)
  fields.push(['LLM-Limit-Phase', admission.phase], ['LLM-Limit-Used', String(admission.percent)])
  const { terms } = admission
  if (!admission.isEnforced || (terms.delayMs === 0 && terms.insteadOf === undefined && admission.phase !== 'soft'))
    return fields
  fields.push(['LLM-Limit-Terms', termsValue(terms)])
  return fields
}

export function deniedFields(denied: Denied, showMoney: boolean): Fields {
  if (!isCounted(denied)) return []
  const fields = quotaFields(denied.statuses, showMoney)
  fields.push(['LLM-Limit-Phase', denied.phase])
  const top = denied.statuses.reduce((most, status) => Math.max(most, status.percent), 0)
  fields.push(['LLM-Limit-Used', String(top)])
  return fields
}

/** One item a quota. Money is shown in percent unless asked for; in cents then, rounded down. */
function quotaFields(statuses: readonly QuotaStatus[], showMoney: boolean): [string, string][] {
  if (statuses.length === 0) return []
  let policy = ''
  let limit = ''
  for (const status of statuses) {
    const name = `"${status.name.replace(/["\\]/g, '\\$&')}"`
    const [quota, remaining] = shown(status, showMoney)
    const window = status.windowSeconds === undefined ? '' : `;w=${status.windowSeconds}`
    const unit = status.unit === 'concurrency' ? ';qu="concurrent-requests"' : ''
    const more = status.moreAfterMs === undefined ? '' : `;t=${Math.ceil(status.moreAfterMs / 1000)}`
    policy += `${policy === '' ? '' : ', '}${name};q=${quota}${window}${unit}`
    limit += `${limit === '' ? '' : ', '}${name};r=${remaining}${more}`
  }
  return [
    ['RateLimit-Policy', policy],
    ['RateLimit', limit],
  ]
}

const NANO_USD_A_CENT = 10_000_000

function shown(status: QuotaStatus, showMoney: boolean): readonly [quota: number, remaining: number] {
  if (status.unit !== 'nanoUsd') return [status.limit, status.remaining]
  if (!showMoney) return [100, Math.max(0, 100 - status.percent)]
  return [Math.floor(status.limit / NANO_USD_A_CENT), Math.floor(status.remaining / NANO_USD_A_CENT)]
}

/** A structured item: the served model, and the one asked for only where the policy itself maps it. */
function termsValue({ model, insteadOf, maxOutputTokens, delayMs }: Admission['terms']): string {
  const served = model === undefined || !/^[\x20-\x7e]{1,100}$/.test(model) ? 'degraded' : model
  const asked =
    insteadOf === undefined || !/^[\x20-\x7e]{1,100}$/.test(insteadOf) ? '' : `;instead-of=${quoted(insteadOf)}`
  return `${quoted(served)}${asked};max-output=${maxOutputTokens};delay=${delayMs}`
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
